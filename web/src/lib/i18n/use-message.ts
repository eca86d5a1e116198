import { useState } from 'react'
import type { Texts } from './format.ts'
import { useTexts } from './use-texts.tsx'

/** Writes a text in the language that the page has when it is shown. */
export type Message = (texts: Texts) => string

/**
 * Holds what was done, in words that follow a switch of the language; empty until the first
 * message.
 */
export function useMessage(): readonly [text: string, show: (message: Message) => void] {
  const texts = useTexts()
  const [message, setMessage] = useState<{ readonly write: Message } | null>(null)
  return [message === null ? '' : message.write(texts), (write) => setMessage({ write })]
}
