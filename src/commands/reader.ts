import { setTimeout as pause } from 'node:timers/promises'
import { faceLayouts, type CardFace, type FaceLayoutName, type LogLine } from '../card'
import { cardLogTypes } from '../messages'
import { lookAtCard } from '../../terminals/counter'
import { PcscReaders } from '../../terminals/pcsc'
import { ReaderTrouble, type Readers } from '../../terminals/reader'
import { demonstrationCard, served, VirtualReaders } from '../../terminals/virtual'
import { done, foundWrong, misused, toJson, type Answer } from './answer'

export interface ReaderOptions {
  readonly json?: boolean
  /** A reader in software with a card in it, for people without hardware. */
  readonly virtual?: boolean
  /** Name of the reader, or a part of it; the first with a card when absent. */
  readonly reader?: string
  readonly layout?: string
}

const VIRTUAL_READER = 'Citycard virtual reader'

/** `citycard reader list`: the readers of this machine and what lies in them. */
export const readerList = (options: ReaderOptions): Promise<Answer> =>
  withReaders(options, async (readers) => {
    const faces = await readers.list()
    const rows = faces.map(({ name, atr }) => ({ reader: name, atr: atr?.toString('hex') ?? null }))
    const text = rows.map(
      ({ reader, atr }) =>
        `${reader}\n  ${atr === null ? '无卡 · no card' : `卡片 · card, ATR ${atr}`}`,
    )
    return done({ readers: rows }, rows.length === 0 ? NO_READER : text.join('\n'))
  })

const NO_READER = '没有读卡器，请连接读卡器 · there is no reader: plug one in (or try --virtual)'

/** `citycard reader watch`: one line for every reader and card that comes or goes, until it is stopped. */
export async function readerWatch(options: ReaderOptions): Promise<Answer> {
  return withReaders(options, async (readers) => {
    const tell = (event: object, text: string): void =>
      void process.stdout.write(`${options.json === true ? toLine(event) : text}\n`)
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort())
    process.once('SIGTERM', () => stop.abort())
    for (const { name, atr } of await readers.list()) {
      tell(
        { kind: 'reader', reader: name, atr: atr?.toString('hex') ?? null },
        `${name}: ${atr === undefined ? '无卡 · no card' : '卡片 · card'}`,
      )
    }
    const end = readers.watch((event) => {
      const atr = event.kind === 'card-arrived' ? event.atr.toString('hex') : null
      tell({ ...event, atr }, `${event.reader}: ${EVENT_WORDS[event.kind]}`)
    })
    while (!stop.signal.aborted)
      await pause(WATCH_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    end()
    return done({ ended: true }, '')
  })
}

const WATCH_MS = 60_000
const EVENT_WORDS = {
  'reader-arrived': '读卡器已连接 · the reader is there',
  'reader-left': '读卡器已断开 · the reader is gone',
  'card-arrived': '卡片已放置 · a card came',
  'card-left': '卡片已取走 · the card left',
} as const

const toLine = (event: object): string => toJson(event).replaceAll(/\n\s*/g, '')

/** `citycard reader card`: the card that lies in a reader, in words. */
export async function readerCard(options: ReaderOptions): Promise<Answer> {
  const layout = faceLayouts.find(({ name }) => name === options.layout)?.name
  if (options.layout !== undefined && layout === undefined) {
    return misused(`layouts are: ${faceLayouts.map(({ name }) => name).join(', ')}`)
  }
  return withReaders(options, async (readers) => {
    const faces = await readers.list()
    const named = faces.filter(({ name }) => name.includes(options.reader ?? ''))
    const found = named.find(({ atr }) => atr !== undefined) ?? named[0]
    if (found === undefined) throw new ReaderTrouble('reader-missing')
    const { atr, face, refused } = await lookAtCard(readers, found.name, layout)
    const about = { reader: found.name, atr: atr.toString('hex') }
    if (face === undefined) {
      const word = refused ?? { refused: 'layout-unknown', detail: undefined }
      return foundWrong(
        { ...about, ...word },
        `${word.refused}: ${word.detail ?? ''} (ATR ${about.atr})`,
      )
    }
    return done({ ...about, ...documentOf(face) }, textOf(face))
  })
}

const documentOf = (face: CardFace) => ({
  ...face,
  records: face.records.map((line) => ({ ...line, typeName: typeWords(line)[0] })),
})

const yuan = (amountFen: bigint): string =>
  `${amountFen / 100n}.${(amountFen % 100n).toString().padStart(2, '0')} 元`

const day = (text: string): string => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`

const typeWords = ({ type }: LogLine): readonly [string, string] =>
  cardLogTypes[type] ?? [`type ${type.toString(16).padStart(2, '0')}`, '其他']

const LAYOUT_WORDS: Readonly<Record<FaceLayoutName, string>> = {
  tunion: '交通联合 T-Union',
  mohurd: '住建部城市一卡通 MoHURD city card',
  pboc: 'PBOC 电子钱包 PBOC purse',
  shenzhen: '深圳通 Shenzhen Tong',
}

function textOf(face: CardFace): string {
  const records = face.records.map((line) => {
    const [english, chinese] = typeWords(line)
    const at = `${day(line.at)} ${line.at.slice(8, 10)}:${line.at.slice(10, 12)}:${line.at.slice(12, 14)}`
    return `  ${at}  ${yuan(line.amount).padStart(12)}  ${chinese} ${english}  #${line.counter}  ${line.terminal}`
  })
  return [
    `卡种 layout     ${LAYOUT_WORDS[face.layout]}`,
    `卡号 number     ${face.blank ? '空白卡 blank chip' : face.number}`,
    `发卡方 issuer   ${face.issuer ?? '-'}`,
    `有效期 validity ${day(face.validFrom)} … ${day(face.validTo)}${face.enabled ? '' : '  未启用 not enabled'}`,
    `余额 balance    ${yuan(face.balanceFen)}`,
    ...(face.chip === null ? [] : [`芯片号 chip     ${face.chip}`]),
    records.length === 0 ? '无交易记录 · no records' : '最近交易 · last records, newest first',
    ...records,
  ].join('\n')
}

/** Opens the readers for one command; what is missing is told in both languages and is no crash. */
async function withReaders(
  { virtual }: ReaderOptions,
  work: (readers: Readers) => Promise<Answer>,
): Promise<Answer> {
  const readers = virtual === true ? virtualReaders() : new PcscReaders()
  try {
    return await work(readers)
  } catch (error) {
    if (!(error instanceof ReaderTrouble)) throw error
    const { words, trouble, about } = error
    return foundWrong(
      { refused: trouble, detail: words.en, detailChinese: words.zh, ...about },
      `${words.zh}\n${words.en}`,
    )
  } finally {
    await readers.close()
  }
}

function virtualReaders(): Readers {
  const readers = new VirtualReaders([VIRTUAL_READER])
  readers.insert(VIRTUAL_READER, served(demonstrationCard('tunion')))
  return readers
}
