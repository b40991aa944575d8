import type { Asking } from '../../centre/client'

export type CaKeyTyped = Asking<'pos-ca-keys.publish'>['body']['entries'][number]
export type ChipApplicationTyped = Asking<'pos-ic-parameters.publish'>['body']['entries'][number]

/** What was typed, an entry a line; the first line that is none, counted from 1. Empty lines are left out. */
export function entriesTyped<Entry>(
  text: string,
  read: (words: readonly string[]) => Entry | undefined,
): { readonly entries: readonly Entry[]; readonly wrongLine: number | undefined } {
  const entries: Entry[] = []
  let wrongLine: number | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/)
    if (words[0] === '') continue
    const entry = read(words)
    if (entry === undefined) wrongLine ??= index + 1
    else entries.push(entry)
  }
  return { entries, wrongLine }
}

/** A set of applications as somebody would type it. */
export const applicationLines = (
  set: readonly {
    readonly aid: string
    readonly parameters: Readonly<Record<string, string>>
  }[],
): string =>
  set
    .map(({ aid, parameters }) =>
      [aid, ...Object.entries(parameters).map(([tag, value]) => `${tag}=${value}`)].join(' '),
    )
    .join('\n')
