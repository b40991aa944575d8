import type { PosHost } from '../../src/acquiring'
import type { PosVault } from '../../src/keys'
import {
  answeringTpdu,
  closeFrame,
  decodeMessage,
  encodeMessage,
  openFrame,
  profileNamed,
} from '../../src/messages'
import type { PosLine } from '../../terminals/pos'

const FRAME = { length: 'binary-2', tpdu: true, header: true } as const
const profile = profileNamed('cup-pos')

/** What happens to one frame on its way. */
export type Fate = 'through' | 'question-lost' | 'answer-lost' | 'twice'

/** A line straight into the host, without sockets, on which things go wrong as `fate` says. */
export class HostLine implements PosLine {
  asked = 0

  constructor(
    private readonly host: PosHost,
    private readonly vault: Pick<PosVault, 'makeMac'>,
    private readonly connection: string,
    public fate: (nth: number) => Fate = () => 'through',
  ) {}

  async ask(frame: Buffer): Promise<Buffer | undefined> {
    const fate = this.fate(++this.asked)
    if (fate === 'question-lost') return undefined
    if (fate === 'twice') await this.answer(frame)
    const answer = await this.answer(frame)
    return fate === 'answer-lost' ? undefined : answer
  }

  private async answer(bytes: Buffer): Promise<Buffer | undefined> {
    if (profile === undefined) throw new Error('the profile is there')
    const frame = openFrame(FRAME, bytes)
    if (!frame.ok) throw new Error(frame.refused)
    const message = decodeMessage(profile, frame.value.body)
    if (!message.ok) throw new Error(`${message.refused} ${message.field}`)
    const said = await this.host.answer({
      profile: 'cup-pos',
      message: message.value,
      peer: { connection: this.connection, trusted: true },
      arrivedAt: new Date(),
    })
    if (said === 'say-nothing') return undefined
    const fields =
      said.mac === undefined ? said.message.fields : { ...said.message.fields, 64: '0'.repeat(16) }
    const body = encodeMessage(profile, { ...said.message, fields })
    if (!body.ok) throw new Error(`${body.refused} ${body.field}`)
    let whole = body.value
    if (said.mac !== undefined) {
      const data = whole.subarray(0, -8)
      const mac = await this.vault.makeMac({ ...said.mac, data })
      if (!mac.ok) throw new Error(mac.refused)
      whole = Buffer.concat([data, mac.value])
    }
    const { tpdu, header } = frame.value
    const out = closeFrame(FRAME, { tpdu: answeringTpdu(tpdu), header, body: whole })
    if (!out.ok) throw new Error(out.refused)
    return out.value
  }
}
