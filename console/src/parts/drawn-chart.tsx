import { BarChart } from 'echarts/charts'
import { GridSimpleComponent } from 'echarts/components'
import { init, use as know } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useContext, useEffect, useRef, type ReactNode } from 'react'
import { BrightnessContext } from '../shell/brightness'
import type { ChartOf, Colours } from './chart'

know([BarChart, GridSimpleComponent, CanvasRenderer])

const coloursNow: Colours = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** The library of the charts and what it draws; it comes when the first chart of a visit is to be seen. */
export default function DrawnChart({ label, option, height }: Required<ChartOf>): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const { isDark } = useContext(BrightnessContext)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const chart = init(element)
    // A canvas inherits no typeface of the page.
    const { fontFamily } = getComputedStyle(element)
    const textStyle = { color: coloursNow('text-second'), fontFamily }
    chart.setOption({ animation: false, textStyle, ...option(coloursNow) })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [option, isDark])
  return <div ref={box} role="img" aria-label={label} style={{ height }} />
}
