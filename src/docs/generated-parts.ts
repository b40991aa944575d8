import { ok, refuse, type Result } from '../base'

/** The text between `<!-- generated: NAME -->` and the next `<!-- end -->`. */
const PART = /<!-- generated: ([a-z-]+) -->\n[\s\S]*?<!-- end -->/g

export type PartsRefusal = 'part-missing' | 'part-unknown'

/**
 * The page with its generated parts as they are today; everything else stays byte for byte. Each part has
 * one place in the page, and each place its part.
 */
export function withGeneratedParts(
  page: string,
  parts: Readonly<Record<string, string>>,
): Result<string, PartsRefusal> {
  const named = [...page.matchAll(PART)].map(([, name]) => name as string)
  const unknown = named.find((name) => !Object.hasOwn(parts, name))
  if (unknown !== undefined)
    return refuse('part-unknown', { field: unknown, detail: 'no generator prints this part' })
  const missing = Object.keys(parts).find((name) => named.filter((it) => it === name).length !== 1)
  if (missing !== undefined)
    return refuse('part-missing', {
      field: missing,
      detail: 'the page has one place for each part',
    })
  return ok(
    page.replaceAll(
      PART,
      (_, name: string) => `<!-- generated: ${name} -->\n\n${parts[name]}\n\n<!-- end -->`,
    ),
  )
}
