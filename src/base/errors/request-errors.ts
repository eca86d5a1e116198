import type { ErrorKind } from './error-kind.ts'

/** HTTP requests. */
export const requestErrors = {
  'no-key': {
    status: 401,
    exit: 1,
    en: 'This needs an API key in the header x-api-key, or the token of a user in the header Authorization: Bearer.',
    'pt-BR': 'É preciso uma chave de API no cabeçalho x-api-key, ou o token de um usuário no cabeçalho Authorization: Bearer.',
  },
  'wrong-key': {
    status: 401,
    exit: 1,
    en: 'This API key is not valid: it is unknown, was revoked or has expired. Make one with: lapidary keys PROJECT create --name NAME --scopes predict',
    'pt-BR':
      'Esta chave de API não é válida: é desconhecida, foi revogada ou expirou. Crie uma com: lapidary keys PROJETO create --name NOME --scopes predict',
  },
  'missing-scope': {
    status: 403,
    exit: 1,
    en: '"{name}" may not do this: it needs the scope "{scope}" and has {seen}.',
    'pt-BR': '"{name}" não pode fazer isto: precisa do escopo "{scope}" e tem {seen}.',
  },
  'no-policy': {
    status: 404,
    exit: 1,
    en: 'The project {project} has no threshold: its most probable class is the prediction. A "policy" in lapidary.config.ts gives it one.',
    'pt-BR':
      'O projeto {project} não tem limiar: a classe mais provável é a previsão. Uma "policy" em lapidary.config.ts lhe dá um.',
  },
  'bad-threshold': {
    status: 422,
    exit: 1,
    en: 'A threshold is a probability from 0 to 1; {seen} was given.',
    'pt-BR': 'Um limiar é uma probabilidade de 0 a 1; foi dado {seen}.',
  },
  'cross-origin': {
    status: 403,
    exit: 1,
    en: 'A signed-in page of another site ({seen}) may not do this. Use the page of this server, or an API key.',
    'pt-BR': 'Uma página de outro site ({seen}) não pode fazer isto. Use a página deste servidor ou uma chave de API.',
  },
  'insecure-sign-in': {
    status: 403,
    exit: 1,
    en: 'Signing in at {seen} needs https, or the key could be read on the way. Put a TLS proxy in front (TRUST_PROXY=true), or open the page as localhost.',
    'pt-BR':
      'Entrar em {seen} exige https, ou a chave poderia ser lida no caminho. Ponha um proxy TLS na frente (TRUST_PROXY=true) ou abra a página como localhost.',
  },
  'wrong-host': {
    status: 421,
    exit: 1,
    en: 'This server does not answer to the name "{seen}". Use localhost, or add the name to ALLOWED_HOSTS.',
    'pt-BR': 'Este servidor não responde pelo nome "{seen}". Use localhost ou acrescente o nome a ALLOWED_HOSTS.',
  },
  'no-host': {
    status: 400,
    exit: 1,
    en: 'The request has no header Host. HTTP/1.1 needs one, with the name of this server. Add it.',
    'pt-BR': 'A requisição não tem o cabeçalho Host. O HTTP/1.1 exige um, com o nome deste servidor. Inclua-o.',
  },
  'rate-limited': {
    status: 429,
    exit: 1,
    en: 'Too many requests: at most {limit} a minute. Try again in {seconds} s.',
    'pt-BR': 'Requisições demais: no máximo {limit} por minuto. Tente de novo em {seconds} s.',
  },
  'malformed-json': {
    status: 400,
    exit: 1,
    en: 'The body is not JSON: {problem}. NaN and Infinity are not JSON either; leave a missing field out, or write null.',
    'pt-BR':
      'O corpo não é JSON: o erro está em {where}. NaN e Infinity também não são JSON; omita o campo ausente ou escreva null.',
  },
  'empty-body': {
    status: 400,
    exit: 1,
    en: 'The body is empty, but this needs a JSON object.',
    'pt-BR': 'O corpo está vazio, mas aqui é preciso um objeto JSON.',
  },
  'duplicate-key': {
    status: 400,
    exit: 1,
    en: 'The body names "{seen}" twice in one object. Send it once.',
    'pt-BR': 'O corpo traz "{seen}" duas vezes no mesmo objeto. Envie uma vez só.',
  },
  'too-deep': {
    status: 400,
    exit: 1,
    en: 'The body is nested more than {limit} levels deep. A row is one flat object.',
    'pt-BR': 'O corpo tem mais de {limit} níveis de aninhamento. Uma linha é um único objeto plano.',
  },
  'not-utf8': {
    status: 400,
    exit: 1,
    en: 'The text in "{place}" is not UTF-8: the byte at offset {at} is no part of a character. Only UTF-8 is read. Encode the text as UTF-8 and send it again.',
    'pt-BR':
      'O texto em "{place}" não está em UTF-8: o byte na posição {at} não faz parte de nenhum caractere. Só se lê UTF-8. Codifique o texto em UTF-8 e envie de novo.',
  },
  'bad-percent-encoding': {
    status: 400,
    exit: 1,
    en: 'The text in "{place}" cannot be decoded at character {at}. Only ASCII and percent-encoded UTF-8 are read. Encode each value with encodeURIComponent; a percent sign is %25.',
    'pt-BR':
      'O texto em "{place}" não pode ser decodificado a partir do caractere {at}. Só se lê ASCII e UTF-8 com codificação percentual. Codifique cada valor com encodeURIComponent; o sinal de porcentagem é %25.',
  },
  'lone-surrogate': {
    status: 400,
    exit: 1,
    en: 'The text in "{field}" holds half of a surrogate pair, which is no character. Whole characters are accepted. Send the text as UTF-8, or escape both halves of the pair.',
    'pt-BR':
      'O texto em "{field}" contém metade de um par substituto, que não é um caractere. Só se aceitam caracteres inteiros. Envie o texto em UTF-8 ou escape as duas metades do par.',
  },
  'wrong-charset': {
    status: 415,
    exit: 1,
    en: 'The body is declared as charset "{seen}", but only UTF-8 is read. Encode the body as UTF-8 and set charset=utf-8 in the header Content-Type, or leave the charset out.',
    'pt-BR':
      'O corpo foi declarado com o charset "{seen}", mas só se lê UTF-8. Codifique o corpo em UTF-8 e ponha charset=utf-8 no cabeçalho Content-Type, ou omita o charset.',
  },
  'wrong-content-encoding': {
    status: 415,
    exit: 1,
    en: 'The body has the Content-Encoding "{seen}", but bodies are read as they are. Send it uncompressed and without this header; a compressed CSV file is recognised by its bytes.',
    'pt-BR':
      'O corpo tem o Content-Encoding "{seen}", mas os corpos são lidos como chegam. Envie-o sem compressão e sem esse cabeçalho; um arquivo CSV compactado é reconhecido pelos bytes.',
  },
  'too-many-names': {
    status: 400,
    exit: 1,
    en: 'The objects of the body have more than {limit} different names. Send the fields of the schema only.',
    'pt-BR': 'Os objetos do corpo têm mais de {limit} nomes diferentes. Envie só os campos do esquema.',
  },
  'wrong-content-type': {
    status: 415,
    exit: 1,
    en: 'The body is "{seen}", but this takes {expected}. Set the header Content-Type.',
    'pt-BR': 'O corpo é "{seen}", mas aqui se aceita {expected}. Ajuste o cabeçalho Content-Type.',
  },
  'body-too-large': {
    status: 413,
    exit: 1,
    en: 'The body, or what it holds unpacked, is larger than {limit} bytes.',
    'pt-BR': 'O corpo, ou o que ele contém descompactado, é maior que {limit} bytes.',
  },
  'wrong-fields': {
    status: 422,
    exit: 1,
    en: '{count} of the fields sent cannot be accepted; "errors" says which and why.',
    'pt-BR': 'Campos enviados que não podem ser aceitos: {count}; "errors" diz quais e por quê.',
  },
  'bad-time': {
    status: 422,
    exit: 2,
    en: '"{field}" is "{seen}", which is no date or time of the calendar. Write a date such as 2026-01-31, or a time with its zone such as 2026-01-31T12:00:00Z.',
    'pt-BR':
      '"{field}" é "{seen}", que não é uma data nem um horário do calendário. Escreva uma data como 2026-01-31 ou um horário com fuso, como 2026-01-31T12:00:00Z.',
  },
  'bad-request': {
    status: 400,
    exit: 1,
    en: 'The request cannot be read. Check its address, headers and body.',
    'pt-BR': 'Não foi possível ler a requisição. Verifique o endereço, os cabeçalhos e o corpo.',
  },
  'request-timeout': {
    status: 408,
    exit: 1,
    en: 'The request took too long to arrive.',
    'pt-BR': 'A requisição demorou demais para chegar.',
  },
  'headers-too-large': {
    status: 431,
    exit: 1,
    en: 'The headers of the request are too large.',
    'pt-BR': 'Os cabeçalhos da requisição são grandes demais.',
  },
  'no-route': {
    status: 404,
    exit: 1,
    en: 'There is nothing at {method} {seen}. The documentation is at /docs.',
    'pt-BR': 'Não há nada em {method} {seen}. A documentação está em /docs.',
  },
  'wrong-method': {
    status: 405,
    exit: 1,
    en: '{seen} does not take {method}, only {allowed}.',
    'pt-BR': '{seen} não aceita {method}, apenas {allowed}.',
  },
  'not-served': {
    status: 404,
    exit: 1,
    en: 'The model "{seen}" is not served here. Served: {known}.',
    'pt-BR': 'O modelo "{seen}" não é servido aqui. Servido: {known}.',
  },
  'too-many-reasons': {
    status: 422,
    exit: 1,
    en: '{rows} rows were sent with reasons=true. At most {limit} rows may ask for reasons in one request. Send fewer rows at a time, or leave reasons out.',
    'pt-BR':
      'Foram enviadas {rows} linhas com reasons=true. Cada requisição pode pedir os motivos de no máximo {limit} linhas. Envie menos linhas por vez ou não peça os motivos.',
  },
  overloaded: {
    status: 503,
    exit: 1,
    en: 'The server is overloaded: {waiting} rows would be waiting, and at most {limit} may. Send the request again in {seconds} s.',
    'pt-BR':
      'O servidor está sobrecarregado: haveria {waiting} linhas na fila, e o máximo é {limit}. Envie a requisição de novo em {seconds} s.',
  },
  closing: {
    status: 503,
    exit: 1,
    en: 'The server is shutting down.',
    'pt-BR': 'O servidor está encerrando.',
  },
} as const satisfies Record<string, ErrorKind>
