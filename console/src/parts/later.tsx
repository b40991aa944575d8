import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'
import { arriving } from './arriving'
import { Waiting } from './page'

/** The same for a component that is not the default of its module. */
export const laterOf = <Name extends string, Parts extends object>(
  load: () => Promise<Readonly<Record<Name, ComponentType<Parts>>>>,
  name: Name,
): ((parts: Parts) => ReactNode) => later(async () => ({ default: (await load())[name] }))

/** A part of a screen that is loaded when somebody looks at it, so that the others come sooner. */
export function later<Parts extends object>(
  load: () => Promise<{ readonly default: ComponentType<Parts> }>,
): (parts: Parts) => ReactNode {
  const Body = lazy(arriving(load))
  return function Later(parts: Parts): ReactNode {
    return (
      <Suspense fallback={<Waiting lines={8} />}>
        <Body {...parts} />
      </Suspense>
    )
  }
}
