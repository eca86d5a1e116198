import { splitWords } from '../personal-data.ts'

/** What the name of a column indicates about its values. */
export type NameEvidence = 'identifier' | 'code' | 'thing' | 'quantity' | undefined

/** Words without information about the value: `NU_CONTRATO`, `id do cliente`. */
const fillers = createWordSet('num nu nr no n numero number nro da do de das dos of the')
const keys = createWordSet('id ids uuid guid key chave matricula')
/** Words that name one person, one contract or one event. */
const owners = createWordSet(
  `conta contrato processo protocolo pedido aluno cliente titular account contract customer client invoice apolice policy prontuario
  inscricao registro registration transaction transacao session sessao user usuario passenger patient paciente student employee
  funcionario servidor beneficiario proposta sequencial seq serial member socio familia household ticket boleto`,
)
/** Words of codes: they name a place or a kind, and their digits are no quantity. */
const codes = createWordSet(
  'cod code codigo cep zip zipcode postal postcode ibge cbo cnae ncm cfop cid icd fips naics sic ddd',
)
/** Places and things that are numbered: each has many rows. */
const things = createWordSet(
  `municipio munic mun municipality city cidade state estado uf county district distrito bairro region regiao product produto sku item store loja
  shop branch agencia filial banco bank escola hospital setor sector department departamento`,
)
/** Words of quantities and times. `qtd_pedido` counts orders. */
const quantities = createWordSet(
  `age idade renda income salario salary wage price preco valor value amount montante total saldo balance qtd quantidade quantity qty
  count area populacao population peso weight altura height distance distancia days day dia dias months month mes meses year years ano
  anos hora hour hours horas minute minutes date data time tempo score nota grade rate taxa pct percent share duration duracao tenure
  size length width speed temperature latitude longitude mileage km cost custo sales vendas revenue receita limit limite debt divida
  amt sum soma media mean avg average median max min per level nivel rank points pontos competencia week semana quarter trimestre`,
)

/**
 * Classifies a column by its name: `age of client` is an age, and `customer code` names a customer.
 */
export function classifyName(name: string): NameEvidence {
  const words = splitWords(name).split(' ')
  const owned = words.some((word) => owners.has(word))
  if (words.some((word) => codes.has(word)) || /^(co|cd)[ _]/i.test(name))
    return owned ? 'identifier' : 'code'
  if (words.some((word) => quantities.has(word))) return 'quantity'
  const nouns = words.filter((word) => !fillers.has(word) && !keys.has(word))
  const named = nouns.every((word) => owners.has(word) || things.has(word))
  if (named && nouns.length > 0) return owned ? 'identifier' : 'thing'
  return keys.has(words[0] as string) || keys.has(words.at(-1) as string) ? 'identifier' : undefined
}

function createWordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/))
}
