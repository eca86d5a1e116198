import type { ErrorKind } from './error-kind.ts'

/** Traces of programs, their spans and assessments. */
export const traceErrors = {
  'bad-protobuf': {
    status: 400,
    exit: 1,
    en: 'The body is not valid in the format protocol buffers: {reason} (byte {at}). Send the message that the route documents, whole and once.',
    'pt-BR':
      'O corpo não é válido no formato protocol buffers: {reason} (byte {at}). Envie a mensagem documentada da rota, inteira e uma só vez.',
  },
  'bad-compression': {
    status: 400,
    exit: 1,
    en: 'The body cannot be decompressed as {coding}, which the header Content-Encoding names. Send it compressed in that way, or without the header.',
    'pt-BR':
      'O corpo não pode ser descompactado como {coding}, indicado no cabeçalho Content-Encoding. Envie-o compactado dessa forma ou sem o cabeçalho.',
  },
  'trace-not-found': {
    status: 404,
    exit: 1,
    en: "Trace with ID '{trace}' not found. It may have been deleted. Search the traces of the experiment.",
    'pt-BR':
      'O trace com o id "{trace}" não foi encontrado. Talvez tenha sido excluído. Pesquise os traces do experimento.',
  },
  'trace-elsewhere': {
    status: 409,
    exit: 1,
    en: 'The trace {trace} belongs to another experiment. Spans of a trace must name the same experiment. Correct the header x-mlflow-experiment-id, or the experiment of the trace.',
    'pt-BR':
      'O trace {trace} pertence a outro experimento. Os spans de um trace devem indicar o mesmo experimento. Corrija o cabeçalho x-mlflow-experiment-id ou o experimento do trace.',
  },
  'trace-incomplete': {
    status: 404,
    exit: 1,
    en: 'Trace with ID {trace} is not fully exported yet: {seen} of {expected} spans are stored. Try again later.',
    'pt-BR':
      'O trace com o id {trace} ainda não foi enviado por inteiro: {seen} de {expected} spans estão armazenados. Tente mais tarde.',
  },
  'trace-without-spans': {
    status: 404,
    exit: 1,
    en: 'The trace {trace} has no stored spans: its client wrote them to a file of the artifacts, or did not send them. Read its artifacts.',
    'pt-BR':
      'O trace {trace} não tem spans armazenados: o cliente os gravou em um arquivo de artefato ou não os enviou. Leia os artefatos do trace.',
  },
  'trace-tag-not-found': {
    status: 404,
    exit: 1,
    en: "No trace tag with key '{tag}' for trace with ID '{trace}'. Check the name of the tag.",
    'pt-BR': 'O trace com o id "{trace}" não tem uma tag "{tag}". Confira o nome da tag.',
  },
  'trace-tag-reserved': {
    status: 422,
    exit: 1,
    en: "Tag '{tag}' is immutable and cannot be changed on a trace: the server sets it. Choose another name.",
    'pt-BR':
      'A tag "{tag}" de um trace não pode ser alterada: é o servidor que a define. Escolha outro nome.',
  },
  'bad-trace': {
    status: 422,
    exit: 1,
    en: 'The {field} of the trace is {seen}. Allowed: {allowed}. Correct it and send the trace again.',
    'pt-BR': 'O campo {field} do trace é {seen}. Permitido: {allowed}. Corrija-o e envie o trace novamente.',
  },
  'bad-trace-deletion': {
    status: 422,
    exit: 1,
    en: '{reason} Name either ids of traces, or the time until which traces are deleted, with their maximum number if needed.',
    'pt-BR':
      '{reason} Indique ids de traces ou a data até a qual os traces são excluídos, com o número máximo se necessário.',
  },
  'too-many-links': {
    status: 422,
    exit: 1,
    en: 'Cannot link more than {limit} traces to a run in a single request. Provided {seen} traces. Send several requests.',
    'pt-BR':
      'Não é possível vincular mais de {limit} traces a uma execução em uma requisição. Foram enviados {seen}. Envie várias requisições.',
  },
  'bad-span': {
    status: 422,
    exit: 1,
    en: 'Span {at} of the request cannot be stored: {reason}. Correct what the tracing library sends.',
    'pt-BR':
      'O span {at} da requisição não pode ser armazenado: {reason}. Corrija o que a biblioteca de tracing envia.',
  },
  'too-many-spans': {
    status: 413,
    exit: 1,
    en: 'The request has {seen} spans. At most {limit} are allowed. Send them in several requests (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).',
    'pt-BR':
      'A requisição tem {seen} spans. O máximo é {limit}. Envie-os em várias requisições (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).',
  },
  'no-spans': {
    status: 400,
    exit: 1,
    en: 'Invalid OpenTelemetry format - no spans found. The body must be a message ExportTraceServiceRequest with at least one span. Check the exporter.',
    'pt-BR':
      'Formato OpenTelemetry inválido: nenhum span encontrado. O corpo deve ser uma mensagem ExportTraceServiceRequest com pelo menos um span. Confira o exportador.',
  },
  'bad-otlp-json': {
    status: 400,
    exit: 1,
    en: 'Invalid OpenTelemetry format: {place} is not as JSON of OTLP has it. Send the message ExportTraceServiceRequest.',
    'pt-BR':
      'Formato OpenTelemetry inválido: {place} não está como no JSON do OTLP. Envie a mensagem ExportTraceServiceRequest.',
  },
  'no-experiment-header': {
    status: 422,
    exit: 1,
    en: 'The request does not have the header x-mlflow-experiment-id with the id of an experiment. Add it to the headers of the exporter (OTEL_EXPORTER_OTLP_HEADERS).',
    'pt-BR':
      'A requisição não tem o cabeçalho x-mlflow-experiment-id com o id de um experimento. Acrescente-o aos cabeçalhos do exportador (OTEL_EXPORTER_OTLP_HEADERS).',
  },
  'assessment-not-found': {
    status: 404,
    exit: 1,
    en: "Assessment with ID '{assessment}' not found for trace '{trace}'. List the assessments of the trace.",
    'pt-BR':
      'A avaliação com o id "{assessment}" não foi encontrada no trace "{trace}". Liste as avaliações do trace.',
  },
  'bad-assessment': {
    status: 422,
    exit: 1,
    en: '{reason} Correct the assessment and send it again.',
    'pt-BR': '{reason} Corrija a avaliação e envie-a novamente.',
  },
} as const satisfies Record<string, ErrorKind>
