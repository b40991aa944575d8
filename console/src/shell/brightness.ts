import { createContext, useContext, useEffect, useState } from 'react'
import { brightnesses, type Brightness } from '../theme'

const KEPT = 'citycard.brightness'

const DARK = '(prefers-color-scheme: dark)'

const kept = (): Brightness => {
  const text = localStorage.getItem(KEPT)
  return brightnesses.find((one) => one === text) ?? 'system'
}

export interface BrightnessSetting {
  readonly chosen: Brightness
  readonly isDark: boolean
  readonly choose: (brightness: Brightness) => void
}

/** Light or dark as chosen here, else as the system has it; the page follows at once. */
export function useBrightnessSetting(): BrightnessSetting {
  const [chosen, setChosen] = useState(kept)
  const [isSystemDark, setSystemDark] = useState(() => matchMedia(DARK).matches)
  useEffect(() => {
    const system = matchMedia(DARK)
    const onChange = (): void => setSystemDark(system.matches)
    system.addEventListener('change', onChange)
    return () => system.removeEventListener('change', onChange)
  }, [])
  const isDark = chosen === 'dark' || (chosen === 'system' && isSystemDark)
  useEffect(() => {
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
  }, [isDark])
  return {
    chosen,
    isDark,
    choose: (brightness) => {
      localStorage.setItem(KEPT, brightness)
      setChosen(brightness)
    },
  }
}

export const BrightnessContext = createContext<BrightnessSetting>({
  chosen: 'system',
  isDark: false,
  choose: () => undefined,
})

export const useBrightness = (): BrightnessSetting => useContext(BrightnessContext)
