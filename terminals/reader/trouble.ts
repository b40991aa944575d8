import { Fault } from '../../src/base'
import { troubles, type InWords, type Trouble } from './trouble.table'

/** A reader or the card in it failed. `retrySafe`: the card has heard nothing of what was under way. */
export class ReaderTrouble extends Fault {
  constructor(
    readonly trouble: Trouble,
    /** The reader it happened at, and what the system said. */
    readonly about: { readonly reader?: string; readonly system?: string } = {},
  ) {
    const { means, do: toDo, answerLost } = troubles[trouble]
    const system = about.system === undefined ? '' : ` (${about.system})`
    super('card reader', `${means.en}: ${toDo.en}${system}`, !answerLost)
    this.name = 'ReaderTrouble'
  }

  /** For the clerk, in both languages. */
  get words(): InWords {
    return wordsOf(this.trouble)
  }
}

/** What it is and what to do, in both languages. */
export function wordsOf(trouble: Trouble): InWords {
  const { means, do: toDo } = troubles[trouble]
  return { en: `${means.en}: ${toDo.en}`, zh: `${means.zh}：${toDo.zh}` }
}
