import { ApiError } from 'lapidary/client'
import { useState } from 'react'

/** What ties an input to its text. */
export interface EntryInput {
  readonly name: string
  readonly value: string
  readonly onChange: (event: { readonly target: { readonly value: string } }) => void
}

/** Texts of a small form by the names of its inputs, and what ties an input to its text. */
export function useEntry<Name extends string>(empty: Readonly<Record<Name, string>>) {
  const [entry, setEntry] = useState(empty)
  const input = (name: Name): EntryInput => ({
    name,
    value: entry[name],
    onChange: ({ target }) => setEntry((now) => ({ ...now, [name]: target.value })),
  })
  return { entry, input, clear: () => setEntry(empty) }
}

/** What the server said against single fields; empty for every other answer. */
export function fieldMessages(error: Error | null): Readonly<Record<string, string>> {
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return Object.fromEntries(errors.map(({ field, message }) => [field, message]))
}

/**
 * Returns whether a refusal is wholly about fields that the form shows; else it must be shown as a
 * whole, too.
 */
export function isInFields(refused: Readonly<Record<string, string>>, shown: object): boolean {
  const names = Object.keys(refused)
  return names.length > 0 && names.every((name) => Object.hasOwn(shown, name))
}
