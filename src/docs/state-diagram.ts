import type { Transitions } from '../base'

/** A closed state machine as Mermaid; its first state is where things begin. */
export function stateDiagram(name: string, table: Transitions<string>): string {
  const [first] = Object.keys(table)
  const arrows = Object.entries(table).flatMap(([state, acts]) => {
    const led = Object.entries(acts).map(([act, next]) => `  ${state} --> ${next}: ${act}`)
    return led.length > 0 ? led : [`  ${state} --> [*]`]
  })
  return [
    `**${name}**`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${first}`,
    ...arrows,
    '```',
  ].join('\n')
}
