import { Button } from 'antd'
import { Component, type ReactNode } from 'react'
import { useWords } from '../words/words'

interface Parts {
  /** Where one is: at another place nothing has failed yet. */
  readonly at: string
  readonly children: ReactNode
}

interface State {
  readonly failedAt: string | undefined
}

/** Stands around a page: what cannot be loaded or shown there is said, and the menu beside it stays. */
export class Caught extends Component<Parts, State> {
  override state: State = { failedAt: undefined }

  static getDerivedStateFromError(): Partial<State> {
    return { failedAt: '' }
  }

  static getDerivedStateFromProps({ at }: Parts, { failedAt }: State): Partial<State> | null {
    if (failedAt === '') return { failedAt: at }
    return failedAt === undefined || failedAt === at ? null : { failedAt: undefined }
  }

  override render(): ReactNode {
    return this.state.failedAt === undefined ? this.props.children : <NotShown />
  }
}

function NotShown(): ReactNode {
  const { t } = useWords()
  return (
    <div className="note note-bad" role="alert" data-not-shown="">
      <div>
        <h1>{t('not-shown.title')}</h1>
        <p className="note-next">{t('not-shown.text')}</p>
        <div className="line" style={{ marginTop: 8 }}>
          <Button onClick={() => globalThis.location.reload()}>{t('shell.again')}</Button>
        </div>
      </div>
    </div>
  )
}
