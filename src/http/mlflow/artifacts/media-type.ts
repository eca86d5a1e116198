import { extname } from 'node:path'

/** Names and endings of files that MLflow's server sends as text. */
const texts = new Set(
  (
    'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb ' +
    'mlmodel mlproject'
  ).split(' '),
)

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  bmp: 'image/bmp',
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  pdf: 'application/pdf',
  zip: 'application/zip',
  tar: 'application/x-tar',
  mp3: 'audio/mpeg',
  wav: 'audio/x-wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
}

/** Returns the media type of a file by its name, as MLflow's server does. */
export function mediaTypeOf(name: string): string {
  const ending = (extname(name).slice(1) || name).toLowerCase()
  return texts.has(ending) ? 'text/plain' : (types[ending] ?? 'application/octet-stream')
}
