import { createInterface } from 'node:readline'
import { newId, systemSecrets } from '../oversight'
import { SignInRefused } from '../../terminals/counter'
import { done, foundWrong, misused, type Answer } from './answer'
import { hidden, reached, signInOf, type SignInOptions } from './sign-in'

export interface PosKeyOptions extends SignInOptions {
  readonly json?: boolean
  readonly part: string
  readonly of: string
}

const CHECK_VALUE = /^(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$/

/**
 * `citycard pos-key TERMINAL`: a key custodian gives the own part of a POS's master key. The part is typed unseen, or
 * read from the input where that is no terminal: the part, its check value, and in a third line that of the whole key
 * where the letter has it. It never stands in an order of the shell.
 */
export async function posKey(terminal: string, options: PosKeyOptions): Promise<Answer> {
  const [part, parts] = [Number(options.part), Number(options.of)]
  if (![2, 3].includes(parts)) return misused('--of: two or three parts make a key')
  if (!Number.isInteger(part) || part < 1 || part > parts) {
    return misused(`--part: a number from 1 to ${parts}`)
  }
  if (!/^[A-Za-z0-9]{8}$/.test(terminal)) return misused('a POS has eight letters or digits')
  const signIn = await signInOf(options)
  if (typeof signIn === 'string') return misused(signIn)
  try {
    const centre = await signIn()
    const said = process.stdin.isTTY ? await typed() : await piped()
    const component = said.component.replaceAll(/\s/g, '')
    if (!/^[0-9A-Fa-f]{32}$/.test(component)) return misused('a part has 32 hex digits')
    if (!CHECK_VALUE.test(said.checkValue)) return misused('a check value has 6 or 8 hex digits')
    const { checkValue, whole } = said
    if (whole !== '' && !CHECK_VALUE.test(whole))
      return misused('a check value has 6 or 8 hex digits')
    const told = await reached(
      options.url,
      centre.call('pos-terminals.give-master-key-part', {
        key: newId(systemSecrets, 'part'),
        params: { pos: terminal, part },
        body: { parts, component, checkValue, ...(whole === '' ? {} : { wholeCheckValue: whole }) },
      }),
    )
    if (!told.ok) {
      const { refused, detail, status } = told
      return foundWrong({ refused, detail }, `${refused ?? status}: ${detail ?? ''}`)
    }
    if (told.pending) return foundWrong({ pending: true }, 'a second person has to approve first')
    const { given, wholeCheckValue } = told.value
    return done(
      told.value,
      wholeCheckValue === null
        ? `已收到第 ${part} 份，共 ${parts} 份，现有 ${given} 份 · part ${part} of ${parts} is there (check value ` +
            `${told.value.checkValue}); ${parts - given} to come`
        : `终端主密钥已生效 · the master key of ${terminal} is in force, check value ${wholeCheckValue}; sign the POS in`,
    )
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    return foundWrong({ refused: 'not-signed-in', detail: error.message }, error.message)
  }
}

interface Said {
  readonly component: string
  readonly checkValue: string
  /** Empty where the letter has none. */
  readonly whole: string
}

const typed = async (): Promise<Said> => ({
  component: await hidden('密钥分量 · part, 32 hex digits: '),
  checkValue: (await hidden('分量校验值 · check value of the part: ')).trim(),
  whole: (await hidden('主密钥校验值（可空） · check value of the whole key, or nothing: ')).trim(),
})

async function piped(): Promise<Said> {
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) lines.push(line.trim())
  const [component = '', checkValue = '', whole = ''] = lines
  return { component, checkValue, whole }
}
