import { recall, remember } from './remember.ts'

/** `auto` follows the system. */
export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export function rememberedTheme(): Theme {
  const chosen = recall('theme')
  return themes.find((theme) => theme === chosen) ?? 'auto'
}

export function showTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  remember('theme', theme === 'auto' ? null : theme)
}

export function showRememberedTheme(): void {
  showTheme(rememberedTheme())
}
