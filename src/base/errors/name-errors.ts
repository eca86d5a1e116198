import type { ErrorKind } from './error-kind.ts'

/** Names and texts that clients give to what they record. */
export const nameErrors = {
  'value-empty': {
    status: 422,
    exit: 2,
    en: '"{field}" is empty. It must have at least one character. Provide a value.',
    'pt-BR': '"{field}" está vazio. É preciso ter pelo menos um caractere. Informe um valor.',
  },
  'value-too-long': {
    status: 422,
    exit: 2,
    en: '"{field}" has {seen} characters. At most {limit} are allowed. Shorten it.',
    'pt-BR': '"{field}" tem {seen} caracteres. O máximo é {limit}. Reduza o texto.',
  },
  'name-characters': {
    status: 422,
    exit: 2,
    en: '"{field}" is {seen}. A name may have letters, digits, spaces and the characters _ - . : /. Remove the others.',
    'pt-BR':
      '"{field}" é {seen}. Um nome pode ter letras, dígitos, espaços e os caracteres _ - . : /. Remova os demais.',
  },
  'name-path': {
    status: 422,
    exit: 2,
    en: '"{field}" is {seen}, which as a path is another name: "{path}". A name must be relative, without empty parts, "." and "..". Choose another name.',
    'pt-BR':
      '"{field}" é {seen}, que como caminho é outro nome: "{path}". Um nome deve ser relativo, sem partes vazias, "." nem "..". Escolha outro nome.',
  },
} as const satisfies Record<string, ErrorKind>
