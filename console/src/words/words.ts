import type { ConfigProviderProps } from 'antd'
import { createInstance, type i18n } from 'i18next'
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
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
  await words.init({
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

/** What a language has to say, the same object for as long as it is spoken. */
interface Speech {
  readonly language: Language
  readonly t: Say
  readonly labels: Readonly<Record<string, string>>
  readonly refusals: Refusals
  readonly components: ComponentWords
}

const speeches = new Map<Language, Speech>()

function speechNow(): Speech {
  const language: Language = words.language === 'en' ? 'en' : 'zh'
  const known = speeches.get(language)
  if (known !== undefined) return known
  const fixed = words.getFixedT(language)
  const bundle = (name: string): unknown => words.getResourceBundle(language, name)
  const speech: Speech = {
    language,
    t: (word, values) => fixed(word, { ...values }),
    labels: bundle('translation') as Speech['labels'],
    refusals: bundle('refusals') as Refusals,
    components: bundle('components') as ComponentWords,
  }
  speeches.set(language, speech)
  return speech
}

function onChange(heard: () => void): () => void {
  words.on('languageChanged', heard)
  return () => words.off('languageChanged', heard)
}

/*
 * Asked for by every cell of a table, thirty rows of them in every frame that somebody scrolls: a look into a context costs
 * nothing, a subscription of each cell cost more than the cell.
 */
const SpeechContext = createContext<Speech | undefined>(undefined)

/** Around everything that says something: changes with the language. */
export function Speaking({ children }: { readonly children: ReactNode }): ReactNode {
  const speech = useSyncExternalStore(onChange, speechNow)
  return createElement(SpeechContext.Provider, { value: speech }, children)
}

function useSpeech(): Speech {
  const speech = useContext(SpeechContext)
  if (speech === undefined) throw new Error('words are said inside of Speaking')
  return speech
}

/** Labels in the language of the moment. */
export function useWords(): { readonly t: Say; readonly language: Language } {
  return useSpeech()
}

/** What the centre names by a code: the label of that name, or the code where there is none (yet). */
export function useSaid(): (label: string, code: string) => string {
  const { labels } = useSpeech()
  return useCallback(
    (label, code) => (Object.hasOwn(labels, label) ? (labels[label] ?? code) : code),
    [labels],
  )
}

/** Every label whose name begins so, by the rest of its name: choices for somebody who looks for one of them. */
export function useWordsUnder(head: string): readonly (readonly [code: string, label: string])[] {
  const { labels } = useSpeech()
  return useMemo(
    () =>
      Object.entries(labels)
        .filter(([name]) => name.startsWith(head))
        .map(([name, label]) => [name.slice(head.length), label] as const),
    [labels, head],
  )
}

/** What components say by themselves, in the language of the moment. */
export const useComponentWords = (): ComponentWords => useSpeech().components

export interface Sentence {
  /** What is the matter. */
  readonly what: string
  /** What to do next. */
  readonly next: string
}

/** A refusal in words with what to do next; `unknown` when the centre has a word that this console does not know. */
export function useRefusal(): (why: Pick<NotAnswered, 'refused' | 'status'>) => Sentence {
  const { refusals: all } = useSpeech()
  return useCallback(
    ({ refused, status }) => {
      const word = refused ?? (status >= 500 ? 'centre-failed' : 'unknown')
      const [what, next] = Object.hasOwn(all, word) ? all[word as keyof Refusals] : all.unknown
      return { what, next }
    },
    [all],
  )
}
