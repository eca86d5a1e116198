import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { fillTemplate, type LocalizedText } from '../../base/text/localized-text.ts'

/** Reasons why a file cannot be read, as the end of the sentence of `unreadable-file`. */
const reasons = {
  'no-file': { en: 'it is not a file', 'pt-BR': 'não é um arquivo' },
  denied: { en: 'access is denied', 'pt-BR': 'o acesso foi negado' },
  system: { en: 'the system reports {code}', 'pt-BR': 'o sistema informou {code}' },
  'reader-message': { en: 'the reader reports "{message}"', 'pt-BR': 'o leitor informou "{message}"' },
  'reader-failed': { en: 'its reader failed', 'pt-BR': 'o leitor falhou' },
  'not-utf-16': {
    en: 'its text is not UTF-16, though it begins as UTF-16 does',
    'pt-BR': 'o texto não é UTF-16, embora comece como UTF-16',
  },
  'no-end': { en: 'its end is missing', 'pt-BR': 'falta o final do arquivo' },
  'bad-compression': {
    en: 'its compressed data is damaged',
    'pt-BR': 'os dados compactados estão danificados',
  },
  'parquet-footer': {
    en: 'its description of {length} bytes does not fit into it, or is longer than {max} bytes',
    'pt-BR': 'a descrição, de {length} bytes, não cabe no arquivo ou passa de {max} bytes',
  },
  'zip-directory': { en: 'its directory is damaged', 'pt-BR': 'o diretório interno está danificado' },
  'zip-part-missing': { en: 'it has no part {part}', 'pt-BR': 'falta a parte {part}' },
  'zip-part-size': {
    en: 'its part {part} does not have the size that it should have',
    'pt-BR': 'a parte {part} não tem o tamanho declarado',
  },
  'xml-too-long': { en: 'a piece of its XML is too long', 'pt-BR': 'um trecho do XML é longo demais' },
  'xml-end': { en: 'its XML ends too early', 'pt-BR': 'o XML termina antes da hora' },
  'xml-document-type': {
    en: 'its XML declares a document type',
    'pt-BR': 'o XML declara um tipo de documento',
  },
  'sheet-row': { en: 'its row {row} is out of place', 'pt-BR': 'a linha {row} está fora de lugar' },
  'sheet-cell': { en: 'its cell {cell} is out of place', 'pt-BR': 'a célula {cell} está fora de lugar' },
  'sheet-address': {
    en: 'its cell {cell} has no such address',
    'pt-BR': 'a célula {cell} não tem um endereço válido',
  },
  'sheet-text': { en: 'it has no text number {number}', 'pt-BR': 'falta o texto de número {number}' },
  'sheet-merged': {
    en: 'it merges cells more than {max} times',
    'pt-BR': 'há mais de {max} mesclagens de células',
  },
} as const satisfies Readonly<Record<string, LocalizedText>>

/** Thrown for a file whose bytes do not match its format. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
  readonly reason: LocalizedText

  constructor(
    kind: keyof typeof reasons,
    values: Readonly<Record<string, unknown>> = {},
    options: { readonly cause?: unknown } = {},
  ) {
    const reason = formatReason(kind, values)
    super(reason.en, options)
    this.reason = reason
  }
}

/**
 * Creates the error `unreadable-file`, with its reason in both languages, for any error that a
 * reader threw.
 */
export function createUnreadableFileError(file: string, cause: unknown): LapidaryError {
  return new LapidaryError('unreadable-file', { file, reason: getReason(cause) }, { cause })
}

function getReason(error: unknown): LocalizedText {
  if (error instanceof DamagedFile) return error.reason
  if (!(error instanceof Error)) return formatReason('reader-message', { message: String(error) })
  const code = 'code' in error ? error.code : undefined
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return formatReason('not-utf-16')
  if (code === 'Z_BUF_ERROR') return formatReason('no-end')
  if (code === 'Z_DATA_ERROR') return formatReason('bad-compression')
  if (code === 'EACCES' || code === 'EPERM') return formatReason('denied')
  if (typeof code === 'string') return formatReason('system', { code })
  return formatReason('reader-message', { message: error.message.split('\n')[0] })
}

function formatReason(
  kind: keyof typeof reasons,
  values: Readonly<Record<string, unknown>> = {},
): LocalizedText {
  return { en: fillTemplate(reasons[kind].en, values), 'pt-BR': fillTemplate(reasons[kind]['pt-BR'], values) }
}
