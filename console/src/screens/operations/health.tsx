import { useQuery } from '@tanstack/react-query'
import { useCallback, type ReactNode } from 'react'
import { useLook, usePages } from '../../centre/look'
import type { Answer } from '../../centre/client'
import { isReady, measurements } from '../../centre/plain'
import { grouped } from '../../money'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Chart, type Colours } from '../../parts/chart'
import { Figures } from '../../parts/figures'
import { Mark } from '../../parts/mark'
import { RefusalNote } from '../../parts/notes'
import { Empty, Facts, Page, Panel, Waiting } from '../../parts/page'
import { useWords } from '../../words/words'
import { latencyOf, samplesOf, valueOf, type Latency } from './measurements'

/** How the centre is: live figures, and the day with most taps of late as pictures. */
export function Health(): ReactNode {
  const { t } = useWords()
  const days = usePages('settlement.days', {}, { everyMs: 5_000 })
  // An open day without taps says nothing yet: then the last one that has some is shown.
  const day = days.rows.find(({ taps }) => taps > 0) ?? days.rows[0]
  const metrics = useQuery({
    queryKey: ['metrics'],
    queryFn: async () => samplesOf(await measurements()),
    refetchInterval: 5_000,
  })
  const ready = useQuery({
    queryKey: ['readyz'],
    queryFn: isReady,
    refetchInterval: 5_000,
  })
  const samples = metrics.data ?? []
  const latency = latencyOf(samples)
  return (
    <Page
      title={t('operations.health')}
      under={day === undefined ? undefined : t('operations.day-shown', { date: day.date })}
      actions={
        ready.isPending ? null : (
          <Mark mood={ready.data === true ? 'good' : 'bad'}>
            {t(ready.data === true ? 'operations.ready' : 'operations.not-ready')}
          </Mark>
        )
      }
    >
      <Figures
        of={[
          {
            name: t('drill.taps'),
            value: day === undefined ? '—' : grouped(day.taps),
            under: day?.date,
          },
          { name: t('drill.charged'), value: <Amount fen={day?.chargedFen} /> },
          {
            name: t('operations.requests'),
            value: grouped(latency.requests),
            under: t('operations.since-start'),
          },
          {
            name: t('operations.connections'),
            value: valueOf(samples, 'citycard_database_connections', ['state', 'busy']) ?? '—',
            under: t('operations.connections-waiting', {
              count: valueOf(samples, 'citycard_database_connections', ['state', 'waiting']) ?? 0,
            }),
          },
        ]}
      />
      <RefusalNote why={days.error} />
      {day === undefined ? (
        days.isKnown ? (
          <Empty>{t('operations.no-taps')}</Empty>
        ) : (
          <Waiting lines={6} />
        )
      ) : (
        <div className="columns narrow">
          <TapsPerHour date={day.date} />
          <VerdictMix date={day.date} />
          <Answers of={latency} />
        </div>
      )}
    </Page>
  )
}

/** Above the upright axis stands what it counts, at the end of the level one in what. */
const grid = { left: 52, right: 36, top: 32, bottom: 24 }
const axes = (colour: Colours, name: string) => ({
  name,
  nameTextStyle: { color: colour('text-second') },
  axisLabel: { color: colour('text-second') },
  axisLine: { lineStyle: { color: colour('line') } },
  splitLine: { lineStyle: { color: colour('line') } },
})

type Hours = Answer<'clearing.hours'>['hours']

function TapsPerHour({ date }: { readonly date: string }): ReactNode {
  const { t } = useWords()
  const hours = useLook('clearing.hours', { params: { date } }, { everyMs: 30_000 })
  return (
    <Panel title={t('operations.taps-per-hour')}>
      <Answered look={hours}>{({ hours: of }) => <HourChart of={of} />}</Answered>
    </Panel>
  )
}

function HourChart({ of }: { readonly of: Hours }): ReactNode {
  const { t } = useWords()
  const busiest = of.reduce<Hours[number] | undefined>(
    (most, one) => (most === undefined || one.taps > most.taps ? one : most),
    undefined,
  )
  const hours = t('operations.axis-hour')
  const taps = t('drill.taps')
  const option = useCallback(
    (colour: Colours) => ({
      grid,
      xAxis: {
        type: 'category',
        data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
        ...axes(colour, hours),
      },
      yAxis: { type: 'value', minInterval: 1, ...axes(colour, taps) },
      series: [
        {
          type: 'bar',
          itemStyle: { color: colour('primary') },
          data: Array.from(
            { length: 24 },
            (_, hour) => of.find((one) => one.hour === hour)?.taps ?? 0,
          ),
        },
      ],
    }),
    [of, hours, taps],
  )
  const said =
    busiest === undefined
      ? t('operations.no-taps')
      : t('operations.busiest', {
          hour: String(busiest.hour).padStart(2, '0'),
          count: grouped(busiest.taps),
        })
  return (
    <>
      <Chart label={said} option={option} />
      <p className="quiet">{said}</p>
    </>
  )
}

const VERDICTS = ['accepted', 'duplicate', 'suspect', 'rejected'] as const
const VERDICT_COLOURS = {
  accepted: 'good',
  duplicate: 'line-strong',
  suspect: 'warn',
  rejected: 'bad',
}

function VerdictMix({ date }: { readonly date: string }): ReactNode {
  const { t } = useWords()
  const figures = useLook('clearing.day', { params: { date } }, { everyMs: 5_000 })
  const verdicts = figures.data?.verdicts
  const option = useCallback(
    (colour: Colours) => ({
      // One bar in four parts: what share each verdict has of the day.
      grid: { left: 0, right: 0, top: 12, bottom: 12 },
      xAxis: { type: 'value', show: false, max: 'dataMax' },
      yAxis: { type: 'category', show: false, data: [''] },
      series: VERDICTS.map((verdict) => ({
        type: 'bar',
        stack: 'verdicts',
        barWidth: 26,
        itemStyle: { color: colour(VERDICT_COLOURS[verdict]) },
        data: [verdicts?.[verdict] ?? 0],
      })),
    }),
    [verdicts],
  )
  return (
    <Panel title={t('operations.verdict-mix')}>
      <Answered look={figures}>
        {({ verdicts: of, records, files }) => (
          <>
            <Chart label={t('operations.verdict-mix')} option={option} height={60} />
            <Facts
              isSums
              of={[
                [t('operations.files-records'), `${grouped(files)} · ${grouped(records)}`],
                ...VERDICTS.map(
                  (verdict) =>
                    [
                      t(`verdict.${verdict}`),
                      <span key={verdict} className="legend" data-verdict={verdict}>
                        {grouped(of[verdict])}
                      </span>,
                    ] as const,
                ),
              ]}
            />
          </>
        )}
      </Answered>
    </Panel>
  )
}

function Answers({ of }: { readonly of: Latency }): ReactNode {
  const { t } = useWords()
  const option = useCallback(
    (colour: Colours) => ({
      grid,
      xAxis: {
        type: 'category',
        data: of.buckets.map(([seconds]) => (seconds === '+Inf' ? '∞' : `≤${seconds}`)),
        ...axes(colour, t('operations.axis-seconds')),
      },
      yAxis: { type: 'value', minInterval: 1, ...axes(colour, t('operations.requests')) },
      series: [
        {
          type: 'bar',
          itemStyle: { color: colour('good') },
          data: of.buckets.map(([, requests]) => requests),
        },
      ],
    }),
    [of, t],
  )
  const quick = of.buckets
    .filter(([seconds]) => Number(seconds) <= 0.1)
    .reduce((sum, [, requests]) => sum + requests, 0)
  const said = t('operations.latency-said', {
    quick: grouped(quick),
    count: grouped(of.requests),
  })
  return (
    <Panel title={t('operations.latency')}>
      <Chart label={said} option={option} />
      <p className="quiet">{said}</p>
    </Panel>
  )
}
