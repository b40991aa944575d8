import { Button } from 'antd'
import {
  memo,
  useCallback,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type UIEvent,
} from 'react'
import type { Pages } from '../centre/look'
import { grouped } from '../money'
import { useWords } from '../words/words'
import { RefusalNote } from './notes'
import { Empty, Waiting } from './page'

export interface Column<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Amounts and counts stand at the end of their column. */
  readonly isNumber?: boolean
}

interface TableParts<Row> {
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  /** What the table shows, for those who hear it. */
  readonly label: string
  /** Enter or a click on a row. */
  readonly onOpen?: (row: Row) => void
  /** Said when there are no rows. */
  readonly empty?: string
  /** A last row that stays in sight; one cell a column. */
  readonly total?: readonly ReactNode[]
  /** As high as its content up to so many pixels. */
  readonly height?: number
}

export const ROW_PX = 41
const HEAD_PX = 37
/** Rows beyond what is seen, so that fast scrolling shows no gap. */
const SPARE_ROWS = 8
/** How near the end of what is known the next page is asked for. */
const NEAR_END_ROWS = 60

/**
 * A table of any length: only rows in sight exist, so that 100,000 of them scroll like ten. Arrow keys move, Enter
 * opens; every row has the same height.
 */
export function BigTable<Row>({
  rows,
  columns,
  rowKey,
  label,
  onOpen,
  empty,
  total,
  height = 560,
  isMore = false,
  onNearEnd,
}: TableParts<Row> & {
  readonly rows: readonly Row[]
  readonly isMore?: boolean
  readonly onNearEnd?: () => void
}): ReactNode {
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [first, setFirst] = useState(0)
  const [cursor, setCursor] = useState<Cursor>({ index: 0, key: undefined })
  /** Shares of the columns, once somebody scrolls: they stay as they are whatever comes into sight. */
  const [shares, setShares] = useState<readonly number[]>()
  const inSight = Math.ceil(height / ROW_PX)
  const at = useMemo(() => placeOf(cursor, rows, rowKey), [cursor, rows, rowKey])
  const setAt = useCallback(
    (index: number) => {
      const row = rows[index]
      setCursor({ index, key: row === undefined ? undefined : rowKey(row) })
    },
    [rows, rowKey],
  )

  const onScroll = (event: UIEvent<HTMLDivElement>): void => {
    const top = Math.max(0, Math.floor(event.currentTarget.scrollTop / ROW_PX) - SPARE_ROWS)
    if (shares === undefined && top > 0) setShares(sharesOf(event.currentTarget))
    // Not at each pixel: a new part is laid out when half of the spare rows are used up.
    if (Math.abs(top - first) >= SPARE_ROWS / 2 || top === 0) setFirst(top)
    if (isMore && top + inSight + NEAR_END_ROWS > rows.length) onNearEnd?.()
  }

  const goTo = useCallback(
    (index: number) => {
      const to = Math.min(Math.max(index, 0), rows.length - 1)
      setAt(to)
      const element = box.current
      if (element === null) return
      const top = to * ROW_PX
      if (top < element.scrollTop) element.scrollTop = top
      const bottom = top + ROW_PX + HEAD_PX
      if (bottom > element.scrollTop + element.clientHeight) {
        element.scrollTop = bottom - element.clientHeight
      }
    },
    [rows.length, setAt],
  )

  const onKey = (event: KeyboardEvent): void => {
    const step: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + inSight - 2,
      PageUp: at - inSight + 2,
      Home: 0,
      End: rows.length - 1,
    }
    const to = step[event.key]
    const row = rows[at]
    if (to !== undefined) goTo(to)
    else if (event.key === 'Enter' && event.target === event.currentTarget && row !== undefined) {
      onOpen?.(row)
    } else return
    event.preventDefault()
  }

  if (rows.length === 0) return <Empty>{empty ?? t('table.empty')}</Empty>
  const from = Math.min(first, Math.max(0, rows.length - inSight))
  const shown = rows.slice(from, from + inSight + 2 * SPARE_ROWS)
  const below = rows.length - from - shown.length
  return (
    <div
      ref={box}
      className="table-box"
      style={{ maxHeight: height }}
      onScroll={onScroll}
      onKeyDown={onKey}
      tabIndex={0}
      role="group"
      aria-label={label}
    >
      <table
        className={shares === undefined ? 'table' : 'table still'}
        aria-rowcount={isMore ? -1 : rows.length + 1}
      >
        {shares === undefined ? null : (
          <colgroup>
            {columns.map(({ key }, index) => (
              <col key={key} style={{ width: `${shares[index]}%` }} />
            ))}
          </colgroup>
        )}
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, title, isNumber }) => (
              <th key={key} scope="col" className={isNumber === true ? 'end' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 ? <Gap columns={columns.length} rows={from} /> : null}
          {shown.map((row, index) => (
            <TableRow
              key={rowKey(row)}
              row={row as unknown}
              columns={columns as readonly Column<unknown>[]}
              index={from + index}
              isAt={from + index === at}
              onChoose={setAt}
              onOpen={onOpen as ((row: unknown) => void) | undefined}
            />
          ))}
          {below > 0 ? <Gap columns={columns.length} rows={below} /> : null}
        </tbody>
        {total === undefined ? null : (
          <tfoot>
            <tr>
              {total.map((cell, index) => (
                <td
                  key={columns[index]?.key ?? index}
                  className={columns[index]?.isNumber === true ? 'end digits' : undefined}
                >
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

interface Cursor {
  readonly index: number
  /** Of the row it was set on; none before it was set. */
  readonly key: string | undefined
}

/** Rows that come in above do not move the cursor to another row. */
function placeOf<Row>(
  { index, key }: Cursor,
  rows: readonly Row[],
  rowKey: (row: Row) => string,
): number {
  const row = rows[index]
  if (key === undefined || (row !== undefined && rowKey(row) === key)) return index
  const found = rows.findIndex((one) => rowKey(one) === key)
  return found < 0 ? Math.min(index, Math.max(0, rows.length - 1)) : found
}

const sharesOf = (box: HTMLElement): readonly number[] => {
  const widths = [...box.querySelectorAll('th')].map((head) => head.offsetWidth)
  const all = widths.reduce((sum, width) => sum + width, 0)
  return widths.map((width) => (100 * width) / all)
}

interface RowParts {
  readonly row: unknown
  readonly columns: readonly Column<unknown>[]
  readonly index: number
  readonly isAt: boolean
  readonly onChoose: (index: number) => void
  readonly onOpen: ((row: unknown) => void) | undefined
}

/** Laid out once and kept while it stays in sight. */
const TableRow = memo(function TableRow({
  row,
  columns,
  index,
  isAt,
  onChoose,
  onOpen,
}: RowParts): ReactNode {
  return (
    <tr
      aria-rowindex={index + 2}
      className={`${onOpen === undefined ? '' : 'can-open'} ${isAt ? 'at' : ''}`}
      onClick={() => {
        onChoose(index)
        onOpen?.(row)
      }}
    >
      {columns.map(({ key, cell, isNumber }) => (
        <td key={key} className={isNumber === true ? 'end digits' : undefined}>
          {cell(row)}
        </td>
      ))}
    </tr>
  )
})

/** Stands for the rows that are not in sight. */
const Gap = ({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode => (
  <tr aria-hidden="true">
    <td colSpan={columns} style={{ height: rows * ROW_PX, padding: 0, border: 0 }} />
  </tr>
)

/** A list of the centre as a table: pages are asked for as they are scrolled to. */
export function PagedTable<Row>({
  pages,
  ...parts
}: TableParts<Row> & { readonly pages: Pages<Row> }): ReactNode {
  const { t } = useWords()
  const { rows, isLoading, isMore, isFetchingMore, error, more, again } = pages
  if (isLoading) return <Waiting lines={8} />
  return (
    <>
      {error === null ? null : (
        <RefusalNote why={error}>
          <Button onClick={again}>{t('shell.again')}</Button>
        </RefusalNote>
      )}
      <BigTable
        {...parts}
        rows={rows}
        isMore={isMore}
        onNearEnd={() => {
          if (!isFetchingMore) more()
        }}
      />
      <p className="table-under" role="status" hidden={rows.length === 0}>
        {t(isMore ? 'table.rows-more' : 'table.rows', { count: grouped(rows.length) })}
        {isMore ? (
          <Button size="small" onClick={more} loading={isFetchingMore}>
            {t('table.more')}
          </Button>
        ) : null}
      </p>
    </>
  )
}
