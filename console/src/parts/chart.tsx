import type { EChartsCoreOption } from 'echarts/core'
import { lazy, Suspense, type ReactNode } from 'react'
import { arriving } from './arriving'

/** Colours of the theme by name, as charts need them. */
export type Colours = (name: string) => string

export interface ChartOf {
  /** Says in words what the picture shows; the numbers stand beside it as text. */
  readonly label: string
  readonly option: (colour: Colours) => EChartsCoreOption
  readonly height?: number
}

/** As large as all the rest of a screen: nobody waits for it to read the figures. */
const DrawnChart = lazy(arriving(() => import('./drawn-chart')))

/** A picture of numbers. Its place is kept free until it is drawn. */
export const Chart = ({ height = 220, ...of }: ChartOf): ReactNode => (
  <Suspense fallback={<div style={{ height }} />}>
    <DrawnChart {...of} height={height} />
  </Suspense>
)
