import type { DurationUnit } from '../time/duration.ts'

interface Described {
  /** One or two sentences: what the setting does, and what happens without it. */
  readonly help: string
}

export interface IntegerSpec extends Described {
  readonly type: 'integer'
  readonly default: number
  readonly min: number
  readonly max: number
}

export interface TextSpec extends Described {
  readonly type: 'text'
  readonly default: string | undefined
  /** Never shown, and may also be given by a file. */
  readonly secret?: true
}

export interface ChoiceSpec extends Described {
  readonly type: 'choice'
  readonly default: string
  readonly choices: readonly string[]
}

/** `true` or `false`. */
export interface FlagSpec extends Described {
  readonly type: 'flag'
  readonly default: boolean
}

/** A number with a unit, such as `30s`, `15m`, `12h`, `90d`. Its value is in milliseconds. */
export interface DurationSpec extends Described {
  readonly type: 'duration'
  readonly default: string
  readonly min: string
  readonly max: string
  /** Unit of a number without one. */
  readonly unit: DurationUnit
}

/** A size such as `10MiB`, `128MB`, or a number of bytes. */
export interface BytesSpec extends Described {
  readonly type: 'bytes'
  readonly default: string
  readonly min: string
  readonly max: string
}

export interface UrlSpec extends Described {
  readonly type: 'url'
  readonly default: undefined
  /** Examples of what is allowed, one for each scheme. */
  readonly forms: readonly string[]
  readonly secret?: true
}

export type SettingSpec = IntegerSpec | TextSpec | ChoiceSpec | FlagSpec | DurationSpec | BytesSpec | UrlSpec

/** Type of the value of a setting that is provided. */
export type ValueOf<S> = S extends { type: 'integer' | 'duration' | 'bytes' }
  ? number
  : S extends { type: 'flag' }
    ? boolean
    : S extends { choices: readonly (infer C)[] }
      ? C
      : string
