/** Fixed texts of the model card in each language. `fillTemplate` fills the places in braces. */
export const cardWords = {
  en: {
    title: 'Model card',
    synthetic:
      '**Synthetic data.** The rows were made by a generator: the numbers below show that the program works. They say nothing about real people.',
    leaking:
      '**Leaking split (by rows).** Rows of the same {entity} are in training and among the held-out rows: every metric below is too optimistic.',
    intendedUse: 'Intended use',
    noUse:
      'The project does not say what this model is meant for (`card.intendedUse` in its configuration). Do not use it for decisions before it does.',
    about: 'It predicts *{target}*: {classes}.',
    data: 'Data',
    rows: 'Rows in the files: {rows}; for training: {train}; held out: {heldOut} ({entity}: {entities})',
    entities: 'independent rows',
    dropped:
      'Rows left out because they have no target: {count}; unreadable rows: {unreadable}; duplicate rows: {duplicates}',
    kind: 'Source',
    syntheticKind: 'synthetic, made by a generator',
    realKind: 'provided by the user',
    file: 'File',
    split: 'Split',
    byEntity: 'by {entity}: all rows of a value are on the same side, which a hash of the value decides',
    byRows: 'by rows',
    byContent:
      'by rows, because the project names no entity: a hash of their content assigns them within each class, so that equal rows are on the same side whatever the order of the file',
    byTime: 'by {time}: rows from {from} on are held out, and training has earlier ones only',
    byEntityAndTime:
      'by {entity} and {time}: rows from {from} on of a fifth of {entity} are held out, and training has earlier rows of the others',
    leftOut:
      'On neither side: {gap} rows in the gap, {missing} without a time, {others} of entities of the other side',
    classShares: 'Class shares in the training rows / the held-out rows',
    together: '{count} rows equal others in all columns but the target; they are kept on the same side',
    learner: 'Learner',
    learners: {
      'random-forest': 'random forest',
      'logistic-regression': 'logistic regression',
      'multilayer-perceptron': 'multilayer perceptron',
    },
    seed: 'seed {seed}',
    chosen: 'Chosen among {count} combinations',
    features: 'Columns used',
    metrics: 'Metrics on held-out rows',
    metricsOfAll: 'Metrics on all rows, out of fold',
    metricsOfAllNote:
      'The {heldOut} held-out rows are too few for a reliable estimate. All {rows} rows were therefore split into {folds} folds, stratified by class and grouped by entity, {repeats} times, and each row was predicted by models that had not seen its entity. Values are means over the repeats. The 95 % intervals come from 500 bootstrap samples of the entities; they do not include how much the model would vary with other training rows. Tables and curves are those of the first repeat. *Majority* always predicts the most frequent class; *prior* always predicts the class shares.',
    metricsNote:
      'Every held-out row was predicted as a single request: missing values stay missing. The 95 % intervals come from 500 bootstrap samples of the held-out entities, and are wider where there are few of them. *Average precision* is that of the rarer class of two, or the mean over three or more. *Majority* always predicts the most frequent class of the training rows; *prior* always predicts their class shares.',
    warning: 'Warning:',
    otherInputsNote: 'The same rows, predicted in another way:',
    otherInputs: {
      as_file: 'Scored as a file: missing values filled from other rows of the same {entity}',
      without_stored: 'Without values from the feature store',
    },
    averagePrecision: 'Average precision',
    metric: 'Metric',
    value: 'Value (95 % interval)',
    majority: 'Majority',
    prior: 'Prior',
    compared: 'Compared with the champion',
    notPromoted: 'Not promoted.',
    comparedNote:
      'Version {version} was the champion when this model was trained. Both predicted the same {rows} rows of {entities} entities, and neither was trained on them. A negative log-loss difference and a positive accuracy difference favour this model.',
    notCompared:
      'Version {version} was the champion when this model was trained. The two were not compared row by row: {reason}',
    difference: 'This model minus the champion (95 % interval)',
    byClass: 'By class',
    atThreshold: 'At the threshold',
    thresholdNote:
      'A row is flagged as *{class}* when the probability of that class is at least {threshold}. {share} of the held-out rows are of that class. `threshold-curve.json` has the numbers of every threshold.',
    heldOutSide: 'Held-out rows',
    outOfFoldSide: 'All rows, out of fold',
    repeats: 'Uncertainty: repeated folds',
    repeatsNote:
      '*Between repeats* is the minimum and maximum over the repeats: what another assignment to folds changes. *Held-out rows* are the {heldOut} rows that this model was not trained on.',
    repeatsTuned:
      'The hyper-parameters were tuned once, on the training rows, and not again in each fold. The search used most of these rows, so these numbers may be slightly optimistic. Only the held-out rows played no part in it.',
    windows: 'By time',
    windowsNote:
      'The held-out period in {count} parts, all predicted by the same model. A metric that gets worse from part to part shows that the model ages.',
    windowTime: 'From – to',
    betweenRepeats: 'Between repeats',
    class: 'Class',
    precision: 'Precision',
    recall: 'Recall',
    slices: 'By slice',
    slicesNote:
      'Metrics for each value of a column, and how often the model predicts each class there. Metrics of small slices are noisy.',
    noSlices: 'The project names no columns in `slices`, so there are no metrics by slice.',
    sliceRows: 'Rows',
    accuracy: 'Accuracy',
    logLoss: 'Log-loss',
    predictedClass: 'Predicted {class}',
    missing: 'missing',
    importance: 'Column importance',
    importanceNote:
      'Increase of the log-loss when the values of a column are shuffled among the held-out rows. Columns that carry the same information share their importance.',
    column: 'Column',
    rise: 'Increase (95 % interval)',
    leaks: 'Leak checks',
    passed: 'passed',
    failed: '**failed**',
    limits: 'Limitations',
    alwaysLimits: [
      'A probability describes a group of similar rows in the training data, not what one person will do.',
      'The model learned from past rows. When people or rules change, it becomes less accurate, and nothing in its output shows it.',
      'Reasons explain the output of this model, not what causes the outcome.',
    ],
    reproduce: 'How to reproduce',
    reproduceText:
      'With a file of the SHA-256 above, the same configuration in the folder PROJECT and the same version of the program, this command produces the same model bytes:',
    reproduceCommand: 'lapidary train PROJECT',
    reproduceData: '--data FILE',
  },
  'pt-BR': {
    title: 'Ficha do modelo',
    synthetic:
      '**Dados sintéticos.** As linhas foram criadas por um gerador: os números abaixo mostram que o programa funciona e não dizem nada sobre pessoas reais.',
    leaking:
      '**Divisão com vazamento (por linhas).** Linhas com o mesmo valor de {entity} estão no treinamento e entre as linhas reservadas: todas as métricas abaixo são otimistas demais.',
    intendedUse: 'Uso previsto',
    noUse:
      'O projeto não informa para que serve este modelo (`card.intendedUse` na configuração). Não o use em decisões enquanto isso não for informado.',
    about: 'O modelo prevê *{target}*: {classes}.',
    data: 'Dados',
    rows: 'Linhas nos arquivos: {rows}; de treinamento: {train}; reservadas: {heldOut} ({entity}: {entities})',
    entities: 'linhas independentes',
    dropped:
      'Linhas descartadas por não terem o alvo: {count}; linhas ilegíveis: {unreadable}; linhas duplicadas: {duplicates}',
    kind: 'Origem',
    syntheticKind: 'dados sintéticos, criados por um gerador',
    realKind: 'dados fornecidos pelo usuário',
    file: 'Arquivo',
    split: 'Divisão',
    byEntity:
      'por {entity}: todas as linhas de um mesmo valor ficam do mesmo lado, definido por um hash do valor',
    byRows: 'por linhas',
    byContent:
      'por linhas, pois o projeto não indica uma entidade: um hash do conteúdo distribui as linhas dentro de cada classe, de modo que linhas iguais ficam do mesmo lado, qualquer que seja a ordem do arquivo',
    byTime:
      'por {time}: as linhas a partir de {from} ficam reservadas, e o treinamento só usa linhas anteriores',
    byEntityAndTime:
      'por {entity} e {time}: ficam reservadas as linhas a partir de {from} de um quinto dos valores de {entity}, e o treinamento usa as linhas anteriores dos demais',
    leftOut:
      'Em nenhum dos lados: {gap} linhas no intervalo entre os lados, {missing} sem data, {others} de entidades do outro lado',
    classShares: 'Proporções das classes nas linhas de treinamento / nas linhas reservadas',
    together:
      '{count} linhas são iguais a outras em todas as colunas, exceto no alvo; elas ficam do mesmo lado',
    learner: 'Algoritmo',
    learners: {
      'random-forest': 'floresta aleatória',
      'logistic-regression': 'regressão logística',
      'multilayer-perceptron': 'perceptron multicamadas',
    },
    seed: 'semente {seed}',
    chosen: 'Escolhidos entre {count} combinações',
    features: 'Colunas usadas',
    metrics: 'Métricas nas linhas reservadas',
    metricsOfAll: 'Métricas de todas as linhas, por validação cruzada',
    metricsOfAllNote:
      'As {heldOut} linhas reservadas são poucas para uma estimativa confiável. Por isso, todas as {rows} linhas foram divididas em {folds} partes, com as classes em proporção e sem separar as linhas de uma entidade, {repeats} vezes, e cada linha foi prevista por modelos que não viram a sua entidade. Os valores são médias das repetições. Os intervalos de 95 % vêm de 500 reamostragens das entidades (bootstrap) e não incluem quanto o modelo mudaria com outras linhas de treinamento. As tabelas e as curvas são da primeira repetição. *Maioria* prevê sempre a classe mais frequente; *proporções* prevê sempre as proporções das classes.',
    metricsNote:
      'Cada linha reservada foi prevista como uma requisição individual: o que falta continua ausente. Os intervalos de 95 % vêm de 500 reamostragens das entidades reservadas (bootstrap) e são mais largos quando elas são poucas. *Precisão média* é a da classe mais rara, quando há duas, ou a média de todas, quando há mais. *Maioria* prevê sempre a classe mais frequente do treinamento; *proporções* prevê sempre as proporções das classes no treinamento.',
    warning: 'Atenção:',
    otherInputsNote: 'As mesmas linhas, previstas de outra forma:',
    otherInputs: {
      as_file: 'Em arquivo: valores ausentes preenchidos com outras linhas do mesmo valor de {entity}',
      without_stored: 'Sem valores do repositório de variáveis',
    },
    averagePrecision: 'Precisão média',
    metric: 'Métrica',
    value: 'Valor (intervalo de 95 %)',
    majority: 'Maioria',
    prior: 'Proporções',
    compared: 'Comparação com o modelo campeão',
    notPromoted: 'Não promovida.',
    comparedNote:
      'A versão {version} era a campeã quando este modelo foi treinado. Os dois previram as mesmas {rows} linhas de {entities} entidades, e nenhum deles foi treinado com elas. Diferenças negativas no log-loss e positivas na acurácia favorecem este modelo.',
    notCompared:
      'A versão {version} era a campeã quando este modelo foi treinado. Os dois não foram comparados linha a linha: {reason}',
    difference: 'Este modelo menos o campeão (intervalo de 95 %)',
    byClass: 'Por classe',
    atThreshold: 'No limiar',
    thresholdNote:
      'Uma linha é sinalizada como *{class}* quando a probabilidade dessa classe é de pelo menos {threshold}. Das linhas reservadas, {share} são dessa classe. Os números de todos os limiares estão em `threshold-curve.json`.',
    heldOutSide: 'Linhas reservadas',
    outOfFoldSide: 'Todas as linhas, por validação cruzada',
    repeats: 'Incerteza: validação cruzada repetida',
    repeatsNote:
      '*Entre repetições* mostra o mínimo e o máximo das repetições: o que muda quando as linhas são divididas de outra forma. *Linhas reservadas* são as {heldOut} linhas que não foram usadas para treinar este modelo.',
    repeatsTuned:
      'Os hiperparâmetros foram escolhidos uma vez, com as linhas de treinamento, e não de novo em cada parte. A busca usou a maioria destas linhas, portanto estes números podem ser um pouco otimistas. Só as linhas reservadas ficaram fora da busca.',
    windows: 'Ao longo do tempo',
    windowsNote:
      'O período reservado em {count} trechos, todos previstos pelo mesmo modelo. Uma métrica que piora de um trecho para outro indica que o modelo envelhece.',
    windowTime: 'De – até',
    betweenRepeats: 'Entre repetições',
    class: 'Classe',
    precision: 'Precisão',
    recall: 'Sensibilidade',
    slices: 'Por grupo',
    slicesNote:
      'Métricas para cada valor de uma coluna e a frequência com que o modelo prevê cada classe. As métricas de grupos pequenos variam muito.',
    noSlices: 'O projeto não indica colunas em `slices`; por isso não há métricas por grupo.',
    sliceRows: 'Linhas',
    accuracy: 'Acurácia',
    logLoss: 'Log-loss',
    predictedClass: 'Previsto {class}',
    missing: 'ausente',
    importance: 'Importância das colunas',
    importanceNote:
      'Aumento do log-loss quando os valores de uma coluna são embaralhados entre as linhas reservadas. Colunas com a mesma informação dividem a importância.',
    column: 'Coluna',
    rise: 'Aumento (intervalo de 95 %)',
    leaks: 'Verificações de vazamento de dados',
    passed: 'aprovada',
    failed: '**reprovada**',
    limits: 'Limitações',
    alwaysLimits: [
      'Uma probabilidade descreve um grupo de linhas parecidas nos dados de treinamento, não o que uma pessoa fará.',
      'O modelo aprendeu com linhas do passado. Quando as pessoas ou as regras mudam, ele perde acurácia, e nada nas previsões mostra isso.',
      'Os motivos explicam a previsão deste modelo, não a causa do desfecho.',
    ],
    reproduce: 'Como reproduzir',
    reproduceText:
      'Com um arquivo do SHA-256 acima, a mesma configuração na pasta PROJETO e a mesma versão do programa, este comando gera os mesmos bytes do modelo:',
    reproduceCommand: 'lapidary train PROJETO',
    reproduceData: '--data ARQUIVO',
  },
} as const
