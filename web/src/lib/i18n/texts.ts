import type { LocalizedText } from 'lapidary/client'

/**
 * Texts of a page or of shared parts, by name and possibly in groups. A text that lacks a language
 * is a type error.
 */
export interface TextTable {
  readonly [name: string]: LocalizedText | TextTable
}

type Place<P extends string> = P extends `${infer Name}|${string}`
  ? { readonly [N in Name]: number }
  : { readonly [N in P]: string | number }

type PlacesIn<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? Place<P> & PlacesIn<Rest>
  : unknown

/**
 * All that the texts of a union take, so that a choice between two texts has the values of both.
 */
type PlacesOf<T> = (T extends LocalizedText ? (places: PlacesIn<T['en']>) => void : never) extends (
  places: infer P,
) => void
  ? P
  : never

/** The values that fill the places of a text: none, or one object with a value for each place. */
export type ValuesFor<T extends LocalizedText> = unknown extends PlacesOf<T> ? [] : [values: PlacesOf<T>]
