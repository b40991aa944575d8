import { DIGEST_BYTES, GENESIS, linkHash, rowDigest, type TrailLink, type TrailRow } from './trail'

/** What was done to the trail, and to which entry or link of it. */
export interface TrailTampering {
  readonly what:
    | 'entry-altered'
    | 'entry-removed'
    | 'entry-inserted'
    | 'link-altered'
    | 'link-missing'
    | 'head-differs'
    | 'line-unreadable'
    | 'file-cut'
  readonly entry?: bigint
  readonly link?: bigint
  /** Line of an exported file, from 1. */
  readonly line?: number
  readonly detail: string
}

/**
 * Reads the trail as it is exported: entries, then the link that seals them, again and again. Needs nothing but
 * what it reads, so an auditor runs it on a machine of their own.
 */
export class TrailCheck {
  readonly tamperings: TrailTampering[] = []
  entries = 0
  links = 0
  private before: Pick<TrailLink, 'seq' | 'hash'> = { seq: 0n, hash: GENESIS }
  private waiting = new Map<bigint, TrailRow>()

  /** The hash of the newest link read so far: keep it where whoever writes the trail cannot. */
  get head(): string {
    return this.before.hash.toString('hex')
  }

  row(row: TrailRow): void {
    this.entries++
    if (this.waiting.has(row.entry)) this.inserted(row.entry, 'it is there twice')
    else this.waiting.set(row.entry, row)
  }

  link(link: TrailLink): void {
    this.links++
    this.follows(link)
    link.entries.forEach((entry, index) => {
      const row = this.waiting.get(entry)
      this.waiting.delete(entry)
      const sealed = link.digests.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES)
      const detail = `link ${link.seq} has sealed it`
      if (row === undefined) this.found({ what: 'entry-removed', entry, detail })
      else if (!rowDigest(row).equals(sealed)) {
        this.found({ what: 'entry-altered', entry, detail: `${detail} with other content` })
      }
    })
    for (const entry of this.waiting.keys()) {
      this.inserted(entry, `link ${link.seq}, which came next, does not hold it`)
    }
    this.waiting.clear()
    this.before = link
  }

  /** Nothing more comes. `expectedHead` is what somebody wrote down earlier, or what the database says. */
  end(expectedHead?: string): void {
    for (const entry of this.waiting.keys()) this.inserted(entry, 'no link holds it')
    this.waiting.clear()
    if (expectedHead !== undefined && expectedHead.toLowerCase() !== this.head) {
      const detail = `the chain ends at ${this.head}, expected is ${expectedHead}`
      this.found({ what: 'head-differs', detail })
    }
  }

  found(tampering: TrailTampering): void {
    this.tamperings.push(tampering)
  }

  private follows(link: TrailLink): void {
    const expected = this.before.seq + 1n
    if (link.seq !== expected) {
      const detail = `link ${link.seq} stands where link ${expected} belongs`
      this.found({ what: 'link-missing', link: expected, detail })
    } else if (!link.previousHash.equals(this.before.hash)) {
      const detail = `link ${link.seq} does not follow from the link before`
      this.found({ what: 'link-altered', link: link.seq, detail })
    }
    if (!linkHash(link).equals(link.hash)) {
      const detail = `link ${link.seq} is not what its hash says`
      this.found({ what: 'link-altered', link: link.seq, detail })
    }
  }

  private inserted(entry: bigint, detail: string): void {
    this.found({ what: 'entry-inserted', entry, detail })
  }
}
