import { theme, type ThemeConfig } from 'antd'

export const brightnesses = ['light', 'dark', 'system'] as const
export type Brightness = (typeof brightnesses)[number]

/** Each place has a family of its own for its Chinese labels (faces.table.ts); then the one that all share. */
const FONT = `var(--face, 'Noto Sans SC'), 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif`

/**
 * Colours with a contrast of at least 4.5 : 1 for words (WCAG 2.2, 1.4.3); the same values stand as variables in
 * theme.css for what is laid out without components.
 */
export function themeOf(isDark: boolean): ThemeConfig {
  const text = isDark
    ? { main: '#e6ebf2', second: '#b4c0cf', third: '#9fadbf' }
    : { main: '#1b2230', second: '#465164', third: '#596579' }
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 6,
      // Nothing moves without need: people look at this all day.
      motion: false,
      colorPrimary: isDark ? '#2f6fe0' : '#0b57d0',
      colorLink: isDark ? '#8ab4f8' : '#0b57d0',
      colorLinkHover: isDark ? '#aecbfa' : '#083b8f',
      colorSuccess: isDark ? '#5dc08a' : '#1a7f4b',
      colorWarning: isDark ? '#e0a84e' : '#8a5300',
      colorError: isDark ? '#f28b82' : '#b3261e',
      colorBgLayout: isDark ? '#0f141b' : '#f3f5f9',
      colorBgContainer: isDark ? '#171e28' : '#ffffff',
      colorBgElevated: isDark ? '#1e2733' : '#ffffff',
      colorText: text.main,
      colorTextSecondary: text.second,
      colorTextTertiary: text.third,
      colorTextDescription: text.third,
      colorTextPlaceholder: text.third,
      colorTextHeading: text.main,
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        // A button under the pointer is still words to read.
        defaultHoverColor: isDark ? '#aecbfa' : '#083b8f',
      },
      Form: { verticalLabelPadding: '0 0 4px', itemMarginBottom: 14 },
      Segmented: { itemColor: text.second },
      Tabs: { itemColor: text.second },
    },
  }
}
