import type { ConfigProviderProps } from 'antd'
import { createInstance, type i18n } from 'i18next'
import { useCallback, useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { NotAnswered } from '../centre/client'
import type { Refusals } from './refusals'
import type { Words } from './word'

/** The name of a label. */
export type Word = keyof Words

export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

const KEPT = 'citycard.language'

const loaders: Readonly<Record<Language, () => Promise<readonly [Dictionary, ComponentWords]>>> = {
  zh: async () => {
    const [{ zh }, components] = await Promise.all([import('./zh'), import('antd/es/locale/zh_CN')])
    return [zh, components.default]
  },
  en: async () => {
    const [{ en }, components] = await Promise.all([import('./en'), import('antd/es/locale/en_US')])
    return [en, components.default]
  },
}

/** The words that components bring along (calendars, "OK"). */
type ComponentWords = NonNullable<ConfigProviderProps['locale']>

/** All that is said in one language. */
export interface Dictionary {
  readonly words: Words
  readonly refusals: Refusals
}

const words: i18n = createInstance()

/** The language chosen here before, else the browser's; Chinese where neither says. */
const firstLanguage = (): Language => {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.startsWith('en') ? 'en' : 'zh'
}

/** Loads the language to begin with. */
export async function beginWords(): Promise<void> {
  await words.use(initReactI18next).init({
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  })
  await speak(firstLanguage())
}

/** Changes the language of everything shown; it is kept for next time. */
export async function speak(language: Language): Promise<void> {
  if (!words.hasResourceBundle(language, 'translation')) {
    const [{ words: labels, refusals }, components] = await loaders[language]()
    words.addResourceBundle(language, 'translation', labels)
    words.addResourceBundle(language, 'refusals', refusals)
    words.addResourceBundle(language, 'components', components)
  }
  await words.changeLanguage(language)
  localStorage.setItem(KEPT, language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

export type Say = (
  word: Word,
  values?: Readonly<Record<string, string | number | bigint>>,
) => string

/** Labels in the language of the moment. */
export function useWords(): { readonly t: Say; readonly language: Language } {
  const { t, i18n: now } = useTranslation()
  const say = useCallback<Say>((word, values) => t(word, { ...values }), [t])
  return { t: say, language: now.language === 'en' ? 'en' : 'zh' }
}

/** What the centre names by a code: the label of that name, or the code where there is none (yet). */
export function useSaid(): (label: string, code: string) => string {
  const { i18n: now } = useTranslation()
  return useCallback(
    (label, code) => {
      const labels = now.getResourceBundle(now.language, 'translation') as Readonly<
        Record<string, string>
      >
      return Object.hasOwn(labels, label) ? (labels[label] ?? code) : code
    },
    [now],
  )
}

/** Every label whose name begins so, by the rest of its name: choices for somebody who looks for one of them. */
export function useWordsUnder(head: string): readonly (readonly [code: string, label: string])[] {
  const { i18n: now } = useTranslation()
  const labels = now.getResourceBundle(now.language, 'translation') as Readonly<
    Record<string, string>
  >
  return useMemo(
    () =>
      Object.entries(labels)
        .filter(([name]) => name.startsWith(head))
        .map(([name, label]) => [name.slice(head.length), label] as const),
    [labels, head],
  )
}

/** What components say by themselves, in the language of the moment. */
export function useComponentWords(): ComponentWords {
  const { i18n: now } = useTranslation()
  return now.getResourceBundle(now.language, 'components') as ComponentWords
}

export interface Sentence {
  /** What is the matter. */
  readonly what: string
  /** What to do next. */
  readonly next: string
}

/** A refusal in words with what to do next; `unknown` when the centre has a word that this console does not know. */
export function useRefusal(): (why: Pick<NotAnswered, 'refused' | 'status'>) => Sentence {
  const { i18n: now } = useTranslation()
  return useCallback(
    ({ refused, status }) => {
      const all = now.getResourceBundle(now.language, 'refusals') as Refusals
      const word = refused ?? (status >= 500 ? 'centre-failed' : 'unknown')
      const [what, next] = Object.hasOwn(all, word) ? all[word as keyof Refusals] : all.unknown
      return { what, next }
    },
    [now],
  )
}
