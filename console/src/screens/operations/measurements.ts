/** What the centre measures of itself, read from the text in which it publishes it (/metrics). */

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Lines "name{label="value"} number"; what is none is passed over. */
export function samplesOf(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, inner = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (name === undefined) return []
    const labels = Object.fromEntries(
      [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, of]) => [label, of]),
    ) as Record<string, string>
    return [{ name, labels, value: Number(value) }]
  })
}

export interface Latency {
  /** Upper bounds of seconds, and how many requests took no longer than that but longer than the one before. */
  readonly buckets: readonly (readonly [seconds: string, requests: number])[]
  readonly requests: number
}

/** How long answers to requests of the contract took since the centre started. */
export function latencyOf(samples: readonly Sample[]): Latency {
  const below = new Map<string, number>()
  for (const { name, labels, value } of samples) {
    const { le, route } = labels
    if (name !== 'citycard_http_request_seconds_bucket' || le === undefined) continue
    if (route === undefined || route === 'none') continue
    below.set(le, (below.get(le) ?? 0) + value)
  }
  const ordered = [...below].sort(([one], [other]) => boundOf(one) - boundOf(other))
  const buckets = ordered.map(
    ([le, count], index) => [le, count - (ordered[index - 1]?.[1] ?? 0)] as const,
  )
  return { buckets, requests: ordered.at(-1)?.[1] ?? 0 }
}

const boundOf = (le: string): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le))

/** The value of a gauge or counter under a label; nothing where it was never measured. */
export const valueOf = (
  samples: readonly Sample[],
  name: string,
  label?: readonly [string, string],
): number | undefined =>
  samples.find(
    (one) => one.name === name && (label === undefined || one.labels[label[0]] === label[1]),
  )?.value
