import type { Readable } from 'node:stream'
import type * as S3 from '@aws-sdk/client-s3'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { errorCode } from '../../../base/files/storage-error.ts'
import { importOptional } from '../../../base/import-optional.ts'
import type { SpooledContent } from '../spool.ts'
import type { ByteRange } from '../store.ts'

/** Where the objects of a store are. */
export interface S3Place {
  readonly bucket: string
  /** Begins every key: empty, or ends with `/`. */
  readonly prefix: string
  /** Address of a server that is not Amazon's. */
  readonly endpoint?: string | undefined
}

export interface S3Object {
  readonly key: string
  readonly bytes: number
  /** In whole seconds. */
  readonly changedAt: Date
}

/** A multipart upload that is under way or was left by a killed process. */
export interface S3Upload {
  readonly key: string
  readonly id: string
  readonly startedAt: Date
}

/** Bytes from which an object is uploaded in parts, and of each part: S3 allows 10,000 of them. */
const minPartBytes = 16 << 20
const maxParts = 10_000
/** Parts that are uploaded at once, and are in memory meanwhile. */
const concurrentParts = 3

/** Objects of an S3 bucket below a prefix. Every method throws what `toS3Error` returns. */
export class S3Bucket {
  readonly #sdk: typeof S3
  readonly #client: S3.S3Client
  readonly #place: S3Place

  private constructor(sdk: typeof S3, client: S3.S3Client, place: S3Place) {
    this.#sdk = sdk
    this.#client = client
    this.#place = place
  }

  /**
   * Connects with the credentials and the region of `AWS_*` and the other places where AWS's
   * clients look. The first request shows whether they are right.
   * @throws LapidaryError `package-missing`
   */
  static async open(place: S3Place): Promise<S3Bucket> {
    const sdk = await importOptional(
      '@aws-sdk/client-s3',
      'ARTIFACTS_URL',
      () => import('@aws-sdk/client-s3'),
    )
    const options = {
      ...(place.endpoint !== undefined && { endpoint: place.endpoint, forcePathStyle: true }),
      // Other servers lack the checksums that are optional; every body is signed with its SHA-256.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: 5000,
        requestTimeout: 60_000,
        throwOnRequestTimeout: true,
        socketTimeout: 60_000,
      },
    } as const
    const client = new sdk.S3Client(options)
    const hasRegion = await client.config.region().then(
      () => true,
      () => false, // none is set: the default of other clients of S3, which redirects follow
    )
    if (hasRegion) return new S3Bucket(sdk, client, place)
    client.destroy()
    const anywhere = new sdk.S3Client({ ...options, region: 'us-east-1', followRegionRedirects: true })
    return new S3Bucket(sdk, anywhere, place)
  }

  /** Rejects while the bucket cannot be used. */
  async ping(): Promise<void> {
    await this.#call(() => this.#client.send(new this.#sdk.HeadBucketCommand({ Bucket: this.#place.bucket })))
  }

  /** For messages. */
  describe(key: string): string {
    return `s3://${this.#place.bucket}/${this.#place.prefix}${key}`
  }

  /** Writes an object: whole, or not at all. */
  async put(key: string, content: SpooledContent): Promise<void> {
    if (content.bytes > minPartBytes) return await this.#putParts(key, content)
    const Body = await content.read(0, content.bytes)
    await this.#call(() => this.#client.send(new this.#sdk.PutObjectCommand({ ...this.#at(key), Body })))
  }

  /** Resolves null if there is no such object. */
  async find(key: string): Promise<S3Object | null> {
    return await this.#call(async () => {
      try {
        const { ContentLength: bytes = 0, LastModified: changedAt = new Date() } = await this.#client.send(
          new this.#sdk.HeadObjectCommand(this.#at(key)),
        )
        return { key, bytes, changedAt }
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    })
  }

  /** Reads an object or a range of it. @throws LapidaryError `artifact-missing` also */
  async *read(key: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end - 1}`
    const response = await this.#call(() =>
      this.#client.send(new this.#sdk.GetObjectCommand({ ...this.#at(key), Range })),
    ).catch((error: unknown) => {
      const isGone = error instanceof Error && isMissing(error.cause)
      throw isGone
        ? new LapidaryError('artifact-missing', { path: this.describe(key) }, { cause: error })
        : error
    })
    try {
      yield* response.Body as Readable as AsyncIterable<Uint8Array>
    } catch (error) {
      throw toS3Error(error, this.#place)
    }
  }

  async delete(key: string): Promise<void> {
    await this.#call(() => this.#client.send(new this.#sdk.DeleteObjectCommand(this.#at(key))))
  }

  /** Lists the objects below the prefix. */
  async *list(): AsyncGenerator<S3Object> {
    const { bucket: Bucket, prefix: Prefix } = this.#place
    for (let ContinuationToken: string | undefined; ; ) {
      const command = new this.#sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })
      const page = await this.#call(() => this.#client.send(command))
      for (const { Key = '', Size: bytes = 0, LastModified: changedAt = new Date() } of page.Contents ?? [])
        yield { key: Key.slice(Prefix.length), bytes, changedAt }
      ContinuationToken = page.NextContinuationToken
      if (ContinuationToken === undefined) return
    }
  }

  /** Lists multipart uploads below the prefix that are not complete. */
  async *listUploads(): AsyncGenerator<S3Upload> {
    const { bucket: Bucket, prefix: Prefix } = this.#place
    for (let markers: { KeyMarker?: string; UploadIdMarker?: string } = {}; ; ) {
      const command = new this.#sdk.ListMultipartUploadsCommand({ Bucket, Prefix, ...markers })
      const page = await this.#call(() => this.#client.send(command))
      for (const { Key = '', UploadId: id = '', Initiated: startedAt = new Date() } of page.Uploads ?? [])
        yield { key: Key.slice(Prefix.length), id, startedAt }
      if (page.IsTruncated !== true) return
      markers = { KeyMarker: page.NextKeyMarker ?? '', UploadIdMarker: page.NextUploadIdMarker ?? '' }
    }
  }

  async abort(key: string, id: string): Promise<void> {
    const command = new this.#sdk.AbortMultipartUploadCommand({ ...this.#at(key), UploadId: id })
    await this.#call(async () => {
      await this.#client.send(command).catch((error: unknown) => {
        if (!isMissing(error)) throw error // it has ended meanwhile
      })
    })
  }

  close(): void {
    this.#client.destroy()
  }

  async #putParts(key: string, content: SpooledContent): Promise<void> {
    const created = await this.#call(() =>
      this.#client.send(new this.#sdk.CreateMultipartUploadCommand(this.#at(key))),
    )
    const upload = { ...this.#at(key), UploadId: created.UploadId ?? '' }
    try {
      const Parts = await this.#sendParts(upload, content)
      await this.#call(() =>
        this.#client.send(
          new this.#sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }),
        ),
      )
    } catch (error) {
      await this.abort(key, upload.UploadId).catch(() => undefined) // the first error says more; gc aborts it later
      throw error
    }
  }

  async #sendParts(
    upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
    content: SpooledContent,
  ): Promise<S3.CompletedPart[]> {
    const partBytes = Math.max(minPartBytes, Math.ceil(content.bytes / maxParts))
    const count = Math.ceil(content.bytes / partBytes)
    const parts: S3.CompletedPart[] = []
    let next = 0
    const sendNext = async (): Promise<void> => {
      while (next < count) {
        const part = next++
        const Body = await content.read(part * partBytes, partBytes)
        const command = new this.#sdk.UploadPartCommand({ ...upload, PartNumber: part + 1, Body })
        const { ETag } = await this.#call(() => this.#client.send(command))
        parts[part] = { ETag, PartNumber: part + 1 }
      }
    }
    const senders = Array.from({ length: concurrentParts }, async () => {
      await sendNext().catch((error: unknown) => {
        next = count // the others stop as well
        throw error
      })
    })
    const failed = (await Promise.allSettled(senders)).find((each) => each.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return parts
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#place.bucket, Key: this.#place.prefix + key }
  }

  async #call<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send()
    } catch (error) {
      throw toS3Error(error, this.#place)
    }
  }
}

/**
 * Converts an error of a request to S3: `s3-refused` if the server rejected it, `s3-unavailable` if
 * there was no usable response. Others are returned unchanged.
 */
function toS3Error(error: unknown, { bucket, endpoint }: S3Place): unknown {
  if (!(error instanceof Error) || error instanceof LapidaryError) return error
  const place = endpoint === undefined ? bucket : `${bucket} at ${endpoint}`
  const status = statusOf(error)
  const reason = errorCode(error) ?? (status === undefined ? error.name : `${error.name}, ${status}`)
  const hasNoCredentials = error.name === 'CredentialsProviderError'
  if (hasNoCredentials || (status !== undefined && status >= 300 && status < 500 && status !== 429))
    return new LapidaryError('s3-refused', { place, reason }, { cause: error })
  const isRemote = status !== undefined || errorCode(error) !== undefined || error.name === 'TimeoutError'
  return isRemote ? new LapidaryError('s3-unavailable', { place, reason }, { cause: error }) : error
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && statusOf(error) === 404 && error.name !== 'NoSuchBucket'
}

function statusOf(error: Error): number | undefined {
  const { $metadata: metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
  return metadata?.httpStatusCode
}
