/** The part of autocannon's types that is used here, since the package has none. */
declare module 'autocannon' {
  interface Options {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    /** Changes each request before it is sent. */
    readonly requests?: readonly {
      readonly setupRequest: <T extends object>(request: T) => T & { readonly body: string }
    }[]
    readonly connections: number
    /** Seconds. Alternatively `amount` sets the number of requests. */
    readonly duration?: number
    readonly amount?: number
  }
  interface Result {
    readonly '2xx': number
    readonly non2xx: number
    readonly errors: number
    /** Seconds. */
    readonly duration: number
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number }
  }
  export default function autocannon(options: Options): Promise<Result>
}
