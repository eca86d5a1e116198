import type { ErrorKind } from './error-kind.ts'

/** HTTP requests. */
export const requestErrors = {
  'no-key': {
    status: 401,
    exit: 1,
    en: 'The request has no credentials. Send an API key in the header x-api-key, or a user token in the header Authorization: Bearer.',
    'pt-BR':
      'A requisição não tem credenciais. Envie uma chave de API no cabeçalho x-api-key ou o token de um usuário no cabeçalho Authorization: Bearer.',
  },
  'wrong-key': {
    status: 401,
    exit: 1,
    en: 'This API key is not valid: it is unknown, revoked or expired. Create one: lapidary keys PROJECT create --name NAME --scopes predict',
    'pt-BR':
      'Esta chave de API não é válida: é desconhecida, foi revogada ou expirou. Crie outra: lapidary keys PROJETO create --name NOME --scopes predict',
  },
  'missing-scope': {
    status: 403,
    exit: 1,
    en: '"{name}" does not have the scope "{scope}", which this request requires. Its scopes: {seen}. Ask an admin for a key or a role with that scope.',
    'pt-BR':
      '"{name}" não tem a permissão {scope}, exigida por esta requisição. Permissões atuais: {seen}. Peça a um administrador uma chave ou um papel com essa permissão.',
  },
  'not-permitted': {
    status: 403,
    exit: 1,
    en: '"{name}" has the level "{level}" on the {object}, and this request requires "{needed}". Ask an admin, or who manages it, for a grant.',
    'pt-BR':
      '"{name}" tem o nível "{level}" no {object}, e esta requisição exige "{needed}". Peça a concessão a um administrador ou a quem gerencia o objeto.',
  },
  'not-manager': {
    status: 403,
    exit: 1,
    en: '"{name}" does not manage the {object}. Grants on it can be read and changed by admins and by who has the level "manage" on it. Ask one of them.',
    'pt-BR':
      '"{name}" não gerencia o {object}. As concessões dele podem ser vistas e alteradas por administradores e por quem tem o nível "manage" nele. Fale com um deles.',
  },
  'grant-not-found': {
    status: 404,
    exit: 1,
    en: 'There is no grant of {subject} on the {object}. List the grants with GET /v1/grants.',
    'pt-BR': 'Não há concessão de {subject} no {object}. Liste as concessões com GET /v1/grants.',
  },
  'bad-grant-object': {
    status: 422,
    exit: 2,
    en: 'A grant is on one object. Send experiment_id, or model, or model with alias ("*" is every alias).',
    'pt-BR':
      'Uma concessão vale para um objeto. Envie experiment_id, ou model, ou model com alias ("*" são todos os aliases).',
  },
  'role-not-found': {
    status: 404,
    exit: 1,
    en: 'The role "{seen}" does not exist. Roles: {known}.',
    'pt-BR': 'O papel "{seen}" não existe. Papéis: {known}.',
  },
  'no-policy': {
    status: 404,
    exit: 1,
    en: 'The project {project} has no threshold: it predicts the most probable class. To set a threshold, add a "policy" to lapidary.config.ts.',
    'pt-BR':
      'O projeto {project} não tem limiar: ele prevê a classe mais provável. Para definir um limiar, acrescente uma "policy" a lapidary.config.ts.',
  },
  'bad-threshold': {
    status: 422,
    exit: 1,
    en: 'The threshold is {seen}. It must be a probability from 0 to 1. Correct the value.',
    'pt-BR': 'O limiar é {seen}. O valor deve ser uma probabilidade de 0 a 1. Corrija-o.',
  },
  'bad-filter': {
    status: 400,
    exit: 1,
    en: 'The filter is not valid at character {at}: {seen}. Allowed there: {expected}. Correct it; an example is {example}',
    'pt-BR':
      'O filtro não é válido no caractere {at}: {seen}. Nesse ponto é permitido: {expected}. Corrija-o; um exemplo é {example}',
  },
  'bad-order': {
    status: 400,
    exit: 1,
    en: 'Clause {clause} of the order is not valid at character {at}: {seen}. Allowed there: {expected}. Correct it; an example is {example}',
    'pt-BR':
      'A cláusula {clause} da ordenação não é válida no caractere {at}: {seen}. Nesse ponto é permitido: {expected}. Corrija-a; um exemplo é {example}',
  },
  'cross-origin': {
    status: 403,
    exit: 1,
    en: 'The request comes from a page of another site ({seen}). With a session, only pages of this server are allowed. Use those pages, or an API key.',
    'pt-BR':
      'A requisição vem de uma página de outro site ({seen}). Com uma sessão, só são permitidas as páginas deste servidor. Use essas páginas ou uma chave de API.',
  },
  'insecure-sign-in': {
    status: 403,
    exit: 1,
    en: 'Sign-in at {seen} is not encrypted, so the credentials could be intercepted. HTTPS or localhost is required. Add a TLS proxy (TRUST_PROXY=true), or open the page as localhost.',
    'pt-BR':
      'A entrada em {seen} não é criptografada, e as credenciais poderiam ser interceptadas. É preciso usar HTTPS ou localhost. Acrescente um proxy TLS (TRUST_PROXY=true) ou abra a página como localhost.',
  },
  'wrong-host': {
    status: 421,
    exit: 1,
    en: 'The host name "{seen}" is not allowed on this server. Use localhost, or add the name to ALLOWED_HOSTS.',
    'pt-BR':
      'O nome de host "{seen}" não é permitido neste servidor. Use localhost ou acrescente o nome a ALLOWED_HOSTS.',
  },
  'no-host': {
    status: 400,
    exit: 1,
    en: 'The request does not have the header Host. HTTP/1.1 requires it, with the name of this server. Add it.',
    'pt-BR':
      'A requisição não tem o cabeçalho Host. O HTTP/1.1 o exige, com o nome deste servidor. Inclua-o.',
  },
  'rate-limited': {
    status: 429,
    exit: 1,
    en: 'There are too many requests. At most {limit} a minute are allowed. Try again in {seconds} s.',
    'pt-BR': 'Há requisições demais. O máximo é {limit} por minuto. Tente novamente em {seconds} s.',
  },
  'malformed-json': {
    status: 400,
    exit: 1,
    en: 'The body is not valid JSON: the error is at {place}. NaN and Infinity are not allowed. Correct it; omit a missing field, or write null.',
    'pt-BR':
      'O corpo não é um JSON válido: o erro está em {place}. NaN e Infinity não são permitidos. Corrija-o; omita o campo ausente ou escreva null.',
  },
  'empty-body': {
    status: 400,
    exit: 1,
    en: 'The body is empty. A JSON object is required. Send it with the header Content-Type: application/json.',
    'pt-BR':
      'O corpo está vazio. É preciso um objeto JSON. Envie-o com o cabeçalho Content-Type: application/json.',
  },
  'duplicate-key': {
    status: 400,
    exit: 1,
    en: 'The body repeats the name "{seen}" in one object. Each name may occur once. Remove the repetition.',
    'pt-BR':
      'O corpo repete o nome "{seen}" em um mesmo objeto. Cada nome pode ocorrer uma só vez. Remova a repetição.',
  },
  'too-deep': {
    status: 400,
    exit: 1,
    en: 'The body has more than {limit} levels of nesting, the maximum. Send each row as a flat object.',
    'pt-BR':
      'O corpo tem mais de {limit} níveis de aninhamento, o máximo. Envie cada linha como um objeto plano.',
  },
  'not-utf8': {
    status: 400,
    exit: 1,
    en: 'The text in "{place}" is not UTF-8: the byte at offset {at} is not part of a character. Only UTF-8 is allowed. Encode the text as UTF-8 and send it again.',
    'pt-BR':
      'O texto em "{place}" não está em UTF-8: o byte na posição {at} não faz parte de nenhum caractere. Só se aceita UTF-8. Codifique o texto em UTF-8 e envie-o novamente.',
  },
  'bad-percent-encoding': {
    status: 400,
    exit: 1,
    en: 'The text in "{place}" cannot be decoded at character {at}. Only ASCII and percent-encoded UTF-8 are allowed. Encode each value with encodeURIComponent; a percent sign is %25.',
    'pt-BR':
      'O texto em "{place}" não pode ser decodificado a partir do caractere {at}. Só se aceitam ASCII e UTF-8 com codificação percentual. Codifique cada valor com encodeURIComponent; o sinal de porcentagem é %25.',
  },
  'lone-surrogate': {
    status: 400,
    exit: 1,
    en: 'The text in "{field}" contains half of a surrogate pair, which is not a character. Only whole characters are allowed. Send the text as UTF-8, or escape both halves of the pair.',
    'pt-BR':
      'O texto em "{field}" contém metade de um par substituto, que não é um caractere. Só se aceitam caracteres inteiros. Envie o texto em UTF-8 ou escape as duas metades do par.',
  },
  'wrong-charset': {
    status: 415,
    exit: 1,
    en: 'The charset of the body is "{seen}". Only UTF-8 is allowed. Encode the body as UTF-8 and set charset=utf-8 in the header Content-Type, or omit the charset.',
    'pt-BR':
      'O charset do corpo é "{seen}". Só se aceita UTF-8. Codifique o corpo em UTF-8 e defina charset=utf-8 no cabeçalho Content-Type ou omita o charset.',
  },
  'wrong-content-encoding': {
    status: 415,
    exit: 1,
    en: 'The Content-Encoding of the body is "{seen}". Encoded bodies are not decoded. Send the body without compression and without this header; a compressed CSV file is detected by its content.',
    'pt-BR':
      'O Content-Encoding do corpo é "{seen}". Corpos codificados não são decodificados. Envie o corpo sem compressão e sem esse cabeçalho; um arquivo CSV compactado é detectado pelo conteúdo.',
  },
  'too-many-names': {
    status: 400,
    exit: 1,
    en: 'The objects of the body have more than {limit} different names, the maximum. Send only the fields of the schema.',
    'pt-BR':
      'Os objetos do corpo têm mais de {limit} nomes diferentes, o máximo. Envie só os campos do esquema.',
  },
  'wrong-content-type': {
    status: 415,
    exit: 1,
    en: 'The content type of the body is "{seen}". This request requires {expected}. Set the header Content-Type.',
    'pt-BR':
      'O tipo de conteúdo do corpo é "{seen}". Esta requisição exige {expected}. Defina o cabeçalho Content-Type.',
  },
  'body-too-large': {
    status: 413,
    exit: 1,
    en: 'The body, or its content after decompression, is larger than {limit} bytes, the maximum. Send it in smaller parts.',
    'pt-BR':
      'O corpo, ou o seu conteúdo descompactado, tem mais de {limit} bytes, o máximo. Envie-o em partes menores.',
  },
  'wrong-fields': {
    status: 422,
    exit: 1,
    en: '{count} field(s) of the request are not valid. Correct them: "errors" lists each one with the reason.',
    'pt-BR':
      '{count} campo(s) da requisição não são válidos. Corrija-os: "errors" lista cada um com o motivo.',
  },
  'bad-time': {
    status: 422,
    exit: 2,
    en: '"{field}" is "{seen}", which is not a date or time. Write a date such as 2026-01-31, or a time with its zone such as 2026-01-31T12:00:00Z.',
    'pt-BR':
      '"{field}" é "{seen}", que não é uma data nem um horário. Escreva uma data como 2026-01-31 ou um horário com fuso, como 2026-01-31T12:00:00Z.',
  },
  'bad-request': {
    status: 400,
    exit: 1,
    en: 'The request is not valid HTTP. Check its URL, headers and body.',
    'pt-BR': 'A requisição não é um HTTP válido. Verifique a URL, os cabeçalhos e o corpo.',
  },
  'request-timeout': {
    status: 408,
    exit: 1,
    en: 'The request did not arrive in time. Check the connection and send it again.',
    'pt-BR': 'O tempo para receber a requisição se esgotou. Verifique a conexão e envie-a novamente.',
  },
  'headers-too-large': {
    status: 431,
    exit: 1,
    en: 'The headers of the request are too large. At most 16 KiB are allowed. Remove cookies or headers that are not required.',
    'pt-BR':
      'Os cabeçalhos da requisição são grandes demais. O máximo são 16 KiB. Remova cookies ou cabeçalhos desnecessários.',
  },
  'no-route': {
    status: 404,
    exit: 1,
    en: 'The route {method} {seen} does not exist. See /docs for all routes.',
    'pt-BR': 'A rota {method} {seen} não existe. Veja todas as rotas em /docs.',
  },
  'wrong-method': {
    status: 405,
    exit: 1,
    en: '{seen} does not allow the method {method}. Allowed: {allowed}. Use one of these.',
    'pt-BR': '{seen} não aceita o método {method}. Permitido: {allowed}. Use um destes.',
  },
  'not-served': {
    status: 404,
    exit: 1,
    en: 'The model "{seen}" is not served here. Served: {known}. Use that name.',
    'pt-BR': 'O modelo "{seen}" não é servido aqui. Servido: {known}. Use esse nome.',
  },
  'too-many-reasons': {
    status: 422,
    exit: 1,
    en: 'The request has {rows} rows with reasons=true. At most {limit} are allowed. Send fewer rows at a time, or omit reasons.',
    'pt-BR':
      'A requisição tem {rows} linhas com reasons=true. O máximo é {limit}. Envie menos linhas por vez ou omita reasons.',
  },
  overloaded: {
    status: 503,
    exit: 1,
    en: 'The server is overloaded: {waiting} rows would be in the queue, and at most {limit} are allowed. Try again in {seconds} s.',
    'pt-BR':
      'O servidor está sobrecarregado: haveria {waiting} linhas na fila, e o máximo é {limit}. Tente novamente em {seconds} s.',
  },
  closing: {
    status: 503,
    exit: 1,
    en: 'The server is shutting down. Try again when it has restarted.',
    'pt-BR': 'O servidor está sendo encerrado. Tente novamente quando ele for reiniciado.',
  },
} as const satisfies Record<string, ErrorKind>
