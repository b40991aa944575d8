import {
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import { writeJson } from './amounts'
import { ask, NotAnswered, type Answer, type Asking, type OperationName } from './client'

/** Amounts cannot stand in the name under which an answer is kept; their digits can. */
const nameOf = (name: OperationName, input: unknown): readonly string[] => [name, writeJson(input)]

async function answered<Name extends OperationName>(
  name: Name,
  input: Asking<Name>,
  signal: AbortSignal,
): Promise<Answer<Name>> {
  const told = await ask(name, input, { signal })
  if (!told.ok) throw told.why
  if (told.pending) throw new NotAnswered(202, undefined)
  return told.value
}

export interface LookOptions {
  /** False until what is asked about is known. */
  readonly when?: boolean
  /** Asked again so often while the page is seen. */
  readonly everyMs?: number
}

/**
 * Looks at the centre and keeps what it answered; asked again, the answer before stays until the new one is there. What
 * was answered to another question is never shown meanwhile: nothing may be done to one card by the figures of another.
 * `error` is a `NotAnswered`.
 */
export function useLook<Name extends OperationName>(
  name: Name,
  input: Asking<Name>,
  { when = true, everyMs }: LookOptions = {},
): UseQueryResult<Answer<Name>, NotAnswered> {
  return useQuery<Answer<Name>, NotAnswered>({
    queryKey: nameOf(name, input),
    queryFn: ({ signal }) => answered(name, input, signal),
    enabled: when,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
}

/** Operations that answer page by page. */
export type ListName = {
  [Name in OperationName]: Answer<Name> extends {
    readonly items: readonly unknown[]
    readonly nextCursor: string | null
  }
    ? Name
    : never
}[OperationName]

export type ItemOf<Name extends ListName> =
  Answer<Name> extends { readonly items: readonly (infer Item)[] } ? Item : never

export interface Pages<Item> {
  /** None while nothing is known yet. */
  readonly rows: readonly Item[]
  /** The first page is there: only then no rows mean that there is nothing. */
  readonly isKnown: boolean
  readonly isLoading: boolean
  readonly isMore: boolean
  readonly isFetchingMore: boolean
  readonly error: NotAnswered | null
  readonly more: () => void
  readonly again: () => void
}

/** A list of the centre, page after page as it is scrolled. */
export function usePages<Name extends ListName>(
  name: Name,
  input: Asking<Name>,
  { when = true, everyMs }: LookOptions = {},
): Pages<ItemOf<Name>> {
  interface Page {
    readonly items: readonly ItemOf<Name>[]
    readonly nextCursor: string | null
  }
  const query = useInfiniteQuery<Page, NotAnswered, { pages: Page[] }, readonly string[], string>({
    queryKey: [...nameOf(name, input), 'pages'],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const given = input as { readonly query?: object }
      const turn = pageParam === '' ? {} : { cursor: pageParam }
      const asked = { ...given, query: { limit: 200, ...given.query, ...turn } }
      return (await answered(name, asked as unknown as Asking<Name>, signal)) as unknown as Page
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: when,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  })
  const { data, isLoading, hasNextPage, isFetchingNextPage, error, fetchNextPage, refetch } = query
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  return {
    rows,
    isKnown: data !== undefined,
    isLoading,
    isMore: hasNextPage,
    isFetchingMore: isFetchingNextPage,
    error,
    more: () => void fetchNextPage(),
    again: () => void refetch(),
  }
}

/** After an act: what it may have changed is asked for again. Without names, everything. */
export function useFreshen(): (...names: readonly OperationName[]) => Promise<void> {
  const client = useQueryClient()
  return async (...names) => {
    if (names.length === 0) return client.invalidateQueries()
    await Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })))
  }
}
