import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { NotAnswered, UNREACHABLE } from '../centre/client'
import { documentAt } from '../centre/plain'
import { RefusalNote } from './notes'

/** Brings a document of the centre onto this computer, as the centre wrote it. */
export function Download({
  path,
  media,
  file,
  children,
}: {
  readonly path: string
  readonly media: string
  readonly file: string
  readonly children: ReactNode
}): ReactNode {
  const [isBusy, setBusy] = useState(false)
  const [why, setWhy] = useState<NotAnswered>()
  const bring = async (): Promise<void> => {
    setBusy(true)
    setWhy(await saved(path, { media, file }))
    setBusy(false)
  }
  return (
    <>
      <Button icon={<DownloadOutlined />} loading={isBusy} onClick={() => void bring()}>
        {children}
      </Button>
      <RefusalNote why={why} />
    </>
  )
}

async function saved(
  path: string,
  { media, file }: { readonly media: string; readonly file: string },
): Promise<NotAnswered | undefined> {
  try {
    const url = URL.createObjectURL(await documentAt(path, media))
    const link = document.createElement('a')
    link.href = url
    link.download = file
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
    return undefined
  } catch (why) {
    return why instanceof NotAnswered ? why : new NotAnswered(0, UNREACHABLE)
  }
}
