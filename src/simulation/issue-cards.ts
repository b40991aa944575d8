import { cityInstant, invariant, type CardNumber, type Fen, type SamNumber } from '../base'
import { hold, load, selectByName, vaultDoor, type Question } from '../card'
import type { KeyVault } from '../keys'
import { cashAt, movements, type Movement } from '../ledger'
import type { VirtualCard } from '../../terminals/virtual'
import type { CastCard } from './cast'
import { cityProfile, factorsOf, KEY_INDEX, LEVELS } from './chip-works'

/** Money that is on a card now, with the card's proof that it took it. */
export interface LoadDone {
  readonly card: CardNumber
  readonly onlineSeq: number
  readonly amountFen: Fen
  readonly loadedAt: Date
}

const COUNTER = 'replay-counter'

/** The loading desk of the city: it sells value for cash, with the centre's vault behind it. */
export class LoadingDesk {
  private readonly vault: ReturnType<typeof vaultDoor>

  constructor(
    vault: KeyVault,
    /** Number of the desk's terminal, which stands under MAC1, MAC2 and TAC. */
    private readonly terminal: SamNumber,
  ) {
    this.vault = vaultDoor(vault, LEVELS)
  }

  /** INITIALIZE FOR LOAD, MAC2 of the vault, CREDIT FOR LOAD, and the card's TAC checked. */
  async load(
    chip: VirtualCard,
    order: { readonly card: CastCard; readonly amountFen: Fen; readonly at: string },
  ): Promise<LoadDone> {
    const { card, amountFen, at } = order
    const answer = (question: Question): Buffer | Promise<Buffer> => {
      invariant(question.to !== 'sam', 'a loading desk has no SAM')
      return question.to === 'card' ? chip.transmit(question.apdu) : this.vault(question.asks)
    }
    const selected = await hold(selectByName(cityProfile.applicationName), answer)
    invariant(selected.ok, 'a card of the city has its purse')
    const proof = await hold(
      load({
        purse: 'EP',
        card: factorsOf(card),
        keyIndex: KEY_INDEX,
        amount: amountFen,
        terminal: this.terminal,
        at,
      }),
      answer,
    )
    invariant(proof.ok && proof.value.tacGenuine, 'a card of the city can be loaded', {
      refused: proof.ok ? undefined : proof.refused,
    })
    chip.powerCut()
    const loadedAt = cityInstant(at)
    invariant(loadedAt.ok, 'a load has a time', { at })
    return {
      card: card.number,
      onlineSeq: proof.value.counter,
      amountFen,
      loadedAt: loadedAt.value,
    }
  }
}

/** The load in the books: cash at the counter becomes value on cards. */
export const movementOf = ({ card, onlineSeq, amountFen, loadedAt }: LoadDone): Movement =>
  movements.load({
    reference: `load:${card}:${onlineSeq}`,
    amount: amountFen,
    funding: cashAt(COUNTER),
    at: loadedAt,
  })
