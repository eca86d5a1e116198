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
  'upload-without': {
    status: 400,
    exit: 1,
    en: 'Request must specify {part}.',
    'pt-BR': 'Falta {part} na requisição. Envie run_uuid e path na URL e o arquivo no corpo.',
  },
  'no-artifact-file-path': {
    status: 400,
    exit: 1,
    en: 'Request must include the "artifact_file_path" query parameter.',
    'pt-BR': 'Falta o parâmetro "artifact_file_path" na URL. Informe o caminho do arquivo no modelo.',
  },
  'no-multipart-upload': {
    status: 501,
    exit: 1,
    en: 'Multipart upload is not supported for the current artifact repository. Send the whole file with PUT.',
    'pt-BR': 'Este servidor não recebe arquivos em partes. Envie o arquivo inteiro com PUT.',
  },
  'no-multipart-download': {
    status: 501,
    exit: 1,
    en: 'Multipart download is not supported for the current artifact repository. Download the whole file with GET.',
    'pt-BR': 'Este servidor não envia arquivos em partes. Baixe o arquivo inteiro com GET.',
  },
  'no-content-type': {
    status: 400,
    exit: 1,
    en: 'Bad Request. Content-Type header is missing.',
    'pt-BR': 'Falta o cabeçalho Content-Type. Envie-o com o valor application/json.',
  },
  'not-positive': {
    status: 400,
    exit: 1,
    en: "Invalid value {seen} for parameter '{parameter}' supplied. It must be a positive integer",
    'pt-BR': "O valor {seen} não é válido para o parâmetro '{parameter}'. Deve ser um inteiro positivo.",
  },
  'no-experiment-of-name': {
    status: 404,
    exit: 1,
    en: "Could not find experiment with name '{name}'",
    'pt-BR': "Não há experimento com o nome '{name}'",
  },
  'wrong-experiment-id': {
    status: 400,
    exit: 1,
    en: "Invalid experiment ID '{seen}'. Experiment ID must be a valid integer.",
    'pt-BR': "O id de experimento '{seen}' não é válido. Deve ser um número inteiro.",
  },
  'no-bulk-run': {
    status: 400,
    exit: 1,
    en: 'GetMetricHistoryBulk request must specify at least one run_id.',
    'pt-BR': 'Informe o id de pelo menos uma execução em run_id.',
  },
  'no-bulk-metric': {
    status: 400,
    exit: 1,
    en: 'GetMetricHistoryBulk request must specify a metric_key.',
    'pt-BR': 'Informe o nome da métrica em metric_key.',
  },
  'too-many-bulk-runs': {
    status: 400,
    exit: 1,
    en: 'GetMetricHistoryBulk request cannot specify more than {limit} run_ids. Received {count} run_ids.',
    'pt-BR': 'Foram enviadas {count} execuções em run_id. O máximo é {limit}. Divida a requisição.',
  },
  'too-many-interval-runs': {
    status: 400,
    exit: 1,
    en: 'GetMetricHistoryBulkInterval request must specify at most {limit} run_ids. Received {count} run_ids. See the API docs for more information about request parameters.',
    'pt-BR': 'Foram enviadas {count} execuções em run_ids. O máximo é {limit}. Divida a requisição.',
  },
  'wrong-max-results': {
    status: 400,
    exit: 1,
    en: '{parameter} must be between {min} and {max}. See the API docs for more information about request parameters.',
    'pt-BR': '{parameter} deve estar entre {min} e {max}.',
  },
  'no-dataset-experiment': {
    status: 400,
    exit: 1,
    en: 'SearchDatasets request must specify at least one experiment_id.',
    'pt-BR': 'Informe o id de pelo menos um experimento em experiment_ids.',
  },
  'too-many-dataset-experiments': {
    status: 400,
    exit: 1,
    en: 'SearchDatasets request cannot specify more than {limit} experiment_ids. Received {count} experiment_ids.',
    'pt-BR':
      'Foram enviados {count} experimentos em experiment_ids. O máximo é {limit}. Divida a requisição.',
  },
  'half-interval': {
    status: 400,
    exit: 1,
    en: 'If either start step or end step are specified, both must be specified.',
    'pt-BR': 'Informe start_step e end_step juntos ou nenhum dos dois.',
  },
  'bad-interval': {
    status: 400,
    exit: 1,
    en: 'end_step must be greater than start_step. Found start_step={start} and end_step={end}.',
    'pt-BR': 'end_step deve ser maior que start_step. Foram enviados start_step={start} e end_step={end}.',
  },
  'bad-model-json': {
    status: 400,
    exit: 1,
    en: 'Malformed model info. The parameter model_json is not a valid JSON. Send the file MLmodel as a JSON object.',
    'pt-BR': 'O parâmetro model_json não é um JSON válido. Envie o arquivo MLmodel como um objeto JSON.',
  },
  'incomplete-model-json': {
    status: 400,
    exit: 1,
    en: 'Model json is missing mandatory fields: {names}',
    'pt-BR': 'Faltam campos obrigatórios em model_json: {names}',
  },
  'not-an-object': {
    status: 400,
    exit: 1,
    en: 'The body is not a JSON object. Send the parameters as the members of one object.',
    'pt-BR': 'O corpo não é um objeto JSON. Envie os parâmetros como membros de um objeto.',
  },
} as const satisfies Record<string, ErrorKind>
