import { useCallback, useEffect, useRef, useState } from 'react'
import { ask, type NotAnswered } from '../../centre/client'
import { useDesk } from './desk'

/** What the chip said in a round of asking. */
interface ChipSaid {
  readonly round: string
  readonly fen?: bigint
  readonly why?: NotAnswered
}

/** Asks the chip what it holds as soon as it lies on the reader, and again when told to. */
export function useChip(number: string, isOnReader: boolean) {
  const { reader, talk } = useDesk()
  const [said, setSaid] = useState<ChipSaid>()
  const [round, setRound] = useState(0)
  const [wasOnReader, setWasOnReader] = useState(isOnReader)
  // Put back it may hold something else.
  if (wasOnReader !== isOnReader) {
    setWasOnReader(isOnReader)
    setSaid(undefined)
  }
  const name = reader?.reader
  const { hold } = talk
  const asked = useRef('')
  useEffect(() => {
    if (!isOnReader || name === undefined) {
      asked.current = ''
      return
    }
    const key = `${name} ${round}`
    if (asked.current === key) return
    asked.current = key
    void hold(name, (one) =>
      ask('card-sessions.open', { body: { kind: 'read' } }, { key: one }),
    ).then((end) => {
      // Taken away or asked again meanwhile: this is of before.
      if (asked.current !== key) return
      if (end.how === 'not-done') setSaid({ round: key, why: end.why })
      if (end.how !== 'done') return
      const { card, balanceFen } = end.answer
      // Exchanged for another in the moment it was read: that one is not shown as this one.
      const isThis = card === number && typeof balanceFen === 'bigint'
      setSaid({ round: key, ...(isThis ? { fen: balanceFen } : {}) })
    })
  }, [isOnReader, name, number, round, hold])
  const readAgain = useCallback(() => setRound((now) => now + 1), [])
  return {
    onChipFen: isOnReader ? said?.fen : undefined,
    isReading: isOnReader && said?.round !== `${name} ${round}`,
    readWhy: isOnReader ? said?.why : undefined,
    readAgain,
  }
}
