import type { ErrorKind } from './error-kind.ts'

/**
 * Parameters of MLflow's API. The English messages are those of its own server, because clients
 * compare them.
 */
export const mlflowErrors = {
  'missing-parameter': {
    status: 400,
    exit: 1,
    en: "Missing value for required parameter '{parameter}'. See the API docs for more information about request parameters.",
    'pt-BR':
      "Falta o valor do parâmetro obrigatório '{parameter}'. Veja os parâmetros da requisição na documentação da API.",
  },
  'wrong-parameter': {
    status: 400,
    exit: 1,
    en: "Invalid value {seen} for parameter '{parameter}' supplied:  Hint: Value was of type '{type}'. See the API docs for more information about request parameters.",
    'pt-BR':
      "O valor {seen}, do tipo '{type}', não é válido para o parâmetro '{parameter}'. Veja os parâmetros da requisição na documentação da API.",
  },
  'not-an-integer': {
    status: 400,
    exit: 1,
    en: "Parameter '{parameter}' must be an integer, got '{seen}'.",
    'pt-BR': "O parâmetro '{parameter}' deve ser um número inteiro, e não '{seen}'.",
  },
  'wrong-flag': {
    status: 400,
    exit: 1,
    en: "Invalid boolean value: {seen}, must be 'true' or 'false'.",
    'pt-BR': "O valor {seen} não é válido. Deve ser 'true' ou 'false'.",
  },
  'parameter-too-long': {
    status: 400,
    exit: 1,
    en: "'{parameter}' exceeds the maximum length of {limit} characters",
    'pt-BR': "'{parameter}' ultrapassa o máximo de {limit} caracteres",
  },
  'too-many-items': {
    status: 400,
    exit: 1,
    en: "The parameter '{parameter}' has {count} items. At most {limit} are allowed. Send them in several requests.",
    'pt-BR':
      "O parâmetro '{parameter}' tem {count} itens. São permitidos no máximo {limit}. Envie-os em várias requisições.",
  },
  'no-content-type': {
    status: 400,
    exit: 1,
    en: 'Bad Request. Content-Type header is missing.',
    'pt-BR': 'Falta o cabeçalho Content-Type. Envie-o com o valor application/json.',
  },
  'not-an-object': {
    status: 400,
    exit: 1,
    en: 'The body is not a JSON object. Send the parameters as the members of one object.',
    'pt-BR': 'O corpo não é um objeto JSON. Envie os parâmetros como membros de um objeto.',
  },
} as const satisfies Record<string, ErrorKind>
