import { Modal, type ModalProps } from 'antd'
import type { ReactNode } from 'react'

/**
 * Something over the page that wants an answer first. The page behind scrolls inside an element of its own and is not
 * locked: the library would do that by a style which the policy of the centre refuses.
 */
export const Dialogue = (props: Omit<ModalProps, 'scrollLock'>): ReactNode => (
  <Modal {...props} scrollLock={false} />
)
