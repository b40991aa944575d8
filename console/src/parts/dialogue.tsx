import type { ModalProps } from 'antd'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { arriving } from './arriving'

const Modal = lazy(arriving(() => import('antd/es/modal')))

/**
 * Something over the page that wants an answer first. The page behind scrolls inside an element of its own and is not
 * locked: the library would do that by a style which the policy of the centre refuses. What it is made of comes when the
 * first one opens.
 */
export function Dialogue(props: Omit<ModalProps, 'scrollLock'>): ReactNode {
  const isOpen = props.open === true
  const [wasOpen, setWasOpen] = useState(isOpen)
  if (isOpen && !wasOpen) setWasOpen(true)
  if (!wasOpen) return null
  return (
    <Suspense>
      <Modal {...props} scrollLock={false} />
    </Suspense>
  )
}
