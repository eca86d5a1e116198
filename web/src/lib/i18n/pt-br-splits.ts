import type { enSplits } from './en-splits.ts'

/** Textos sobre como as linhas foram reservadas e medidas. */
export const ptBRSplits: Readonly<Record<keyof typeof enSplits, string>> = {
  'split.title': 'Como as linhas foram reservadas',
  'split.entity': 'Por {entity}: todas as linhas de um mesmo valor ficam sempre do mesmo lado.',
  'split.content': 'Pelo conteúdo das linhas, na mesma proporção em cada classe; linhas iguais ficam do mesmo lado.',
  'split.rows': 'Por linhas, de modo que há linhas do mesmo {entity} nos dois lados: todas as métricas aqui são boas demais.',
  'split.time': 'Por {time}: as linhas a partir de {from} foram reservadas, e o treino só tem linhas anteriores.',
  'split.entity-time':
    'Por {entity} e {time}: foram reservadas as linhas a partir de {from} de um quinto deles, e o treino tem linhas anteriores dos demais.',
  'split.leftOut': 'Em nenhum dos lados: {parts}.',
  'split.leftOut.gap': '{rows|linha|linhas} no intervalo entre os lados',
  'split.leftOut.missing': '{rows|linha|linhas} sem data ou período',
  'split.leftOut.other_entities': '{rows|linha|linhas} de entidades do outro lado',
  'split.copies': '{copies|linha igual a outra|linhas iguais a outras} em tudo, exceto no alvo, mantidas juntas do mesmo lado.',
  'split.shares': 'Proporções das classes',
  'split.train': 'Treino ({rows|linha|linhas})',
  'split.heldOut': 'Reservadas ({rows|linha|linhas})',
  'windows.title': 'Ao longo do tempo',
  'windows.help':
    'O período reservado, em {windows|parte|partes}, todas previstas pelo mesmo modelo. Valores que pioram de uma parte para outra indicam que o modelo envelhece.',
  'windows.time': 'Período',
  'evaluation.metricsHelpRepeated':
    'Medidas em {rows|linha|linhas} (todas), de {entities|entidade|entidades}, {repeats|vez|vezes} em {folds} dobras: cada uma foi prevista por modelos que não a viram. Os valores são médias; as tabelas e curvas abaixo são da primeira repetição. O intervalo vem de novos sorteios das entidades e não considera que outras linhas de treino dariam outro modelo.',
  'repeats.title': 'Com que certeza',
  'repeats.help':
    'O lado de treino mais uma vez: {folds} dobras, {repeats} vezes, de modo que cada uma das {rows} linhas de {entities} entidades foi medida {repeats} vezes por modelos que não a viram. Os ajustes do modelo foram escolhidos nas mesmas linhas, então estes números podem ser um pouco bons demais; os das linhas reservadas, não.',
  'repeats.helpAll':
    'A variação entre {repeats|repetição|repetições}. Ao lado, {heldOut|linha reservada|linhas reservadas} em que este próprio modelo não foi treinado.',
  'repeats.mean': 'Média',
  'repeats.range': 'Menor e maior das repetições',
  'repeats.heldOut': 'Só as linhas reservadas',
}
