import { BarChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use as know, type EChartsCoreOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useContext, useEffect, useRef, type ReactNode } from 'react'
import { BrightnessContext } from '../shell/brightness'

know([BarChart, GridComponent, CanvasRenderer])

/** Colours of the theme by name, as charts need them. */
export type Colours = (name: string) => string

const coloursNow: Colours = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** A picture of numbers; `label` says in words what it shows, and the numbers stand beside it as text. */
export function Chart({
  label,
  option,
  height = 220,
}: {
  readonly label: string
  readonly option: (colour: Colours) => EChartsCoreOption
  readonly height?: number
}): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const { isDark } = useContext(BrightnessContext)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const chart = init(element)
    const text = { color: coloursNow('text-second'), fontFamily: 'inherit' }
    chart.setOption({ animation: false, textStyle: text, ...option(coloursNow) })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [option, isDark])
  return <div ref={box} role="img" aria-label={label} style={{ height }} />
}
