import { usePages } from '../../centre/look'

/** What an application of cards is called in the city's catalogue; its code where that is not known (yet). */
export function useApplicationNames(): (code: string) => string {
  const { rows } = usePages('applications.list', {})
  return (code) => rows.find(({ application }) => application === code)?.name ?? code
}
