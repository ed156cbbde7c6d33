/**
 * The sentences of engine, providers and studio in simplified Chinese, by their English template. A test searches the
 * sources for templates: one without a translation, and a translation that nothing says any more, fails it.
 */
export const sentencesZhCn: Readonly<Record<string, string>> = {
  // Put together from parts.
  '{0} {1}': '{0}{1}',
  '{0}.': '{0}。',
  '{0} (HTTP {1}).': '{0}（HTTP {1}）。',
  '{0} s': '{0} 秒',
  '{0} min': '{0} 分钟',

  // Why a model stands as it does.
  'Not used yet.': '尚未使用。',
  'Not used for a while; earlier results no longer count.': '有一段时间没有使用，之前的记录不再计入。',
  'The last {0} requests in a row failed.': '最近连续 {0} 次请求失败。',
  'Many recent requests failed.': '近期的请求多数失败。',
  'Some recent requests failed.': '近期有部分请求失败。',
  'Slow: about {0} s for an answer.': '较慢：完成一次回答约需 {0} 秒。',
  'Answers well, in about {0} s.': '运行良好，完成一次回答约需 {0} 秒。',
  'Switched off in the settings.': '已在设置中关闭。',
  'Set aside by you until you let it back.': '已被你手动隔离，恢复之前不会使用。',
  'Set aside until its configuration changes.': '已隔离，修改配置后才会再用。',
  'Left alone for a while after failures.': '因失败而暂停一段时间。',
  'The last connection check failed. {0}': '上次连接检查失败。{0}',
  'Failed lately; the next request tries it again.': '不久前失败过，下一个请求会再试一次。',
  'Another model, asked at the same time, began first.': '同时询问的另一个模型先开始了回答。',
  'Its answer did not go on where the text had broken off.': '它的回答没有从文本中断处接着写。',
  'One request is trying whether it is back.': '正在用一个请求试探是否已恢复。',
  'The vendor refused the key. Set another key to use it again.': '服务商拒绝了密钥。请换一个密钥后再用。',
  'The vendor does not serve this region. Change the endpoint or the proxy to use it again.':
    '服务商不支持所在地区。请更换接入地址或代理后再用。',
  'The vendor does not know this model name, or the key may not use it. Choose another name.':
    '服务商没有这个名称的模型，或者密钥无权使用它。请换一个模型名称。',

  // Why a model is left out of a request.
  'Switched off in your settings.': '已在设置中关闭。',
  'This request is pinned to {0}.': '此请求指定只用 {0}。',
  'Already tried, or ruled out, for this request.': '此请求已经试过它，或已将它排除。',
  'Its weight is 0, which means never.': '权重为 0，即从不使用。',
  'The request needs about {0} tokens; this model takes {1}.': '此请求约需 {0} 个 token，而该模型最多容纳 {1} 个。',
  'Left alone for {0} more. {1}': '{1}还需暂停 {0}。',
  'One request is finding out whether it works again; others wait for the result.':
    '正在用一个请求试探它是否已恢复，其他请求等待结果。',
  'Its vendor limits how often it may be asked; paused for {0} more.': '服务商限制了请求频率，还需暂停 {0}。',
  'All {0} places for requests at the same time are taken.': '并发请求已达上限（{0} 个）。',
  'Taken out by you, until you let it back.': '已被你手动隔离，恢复之前不会使用。',
  'Left alone until its settings change.': '修改设置之前不会再用。',
  '{0} has no room for it: {1} of {2} are used.': '{0}已不够支付：{2} 中已占用 {1}。',
  '{0} is used up, so only the cheapest model is asked.': '{0}已用完，因此只询问最便宜的模型。',
  'The budget for today': '今天的预算',
  'The budget for this month': '本月的预算',
  'The budget of {0} for today': '{0} 今天的预算',
  'The budget of {0} for this month': '{0} 本月的预算',

  // What the factors of the score found.
  'Your weight is {0} of {1}.': '你设的权重为 {0}，满分 {1}。',
  'Working well.': '运行良好。',
  'No recent results yet.': '近期还没有结果。',
  'Working, but slowly or with some failures.': '可以使用，但较慢或偶有失败。',
  'Taken out.': '已隔离。',
  'Switched off.': '已关闭。',
  'Not set up.': '未配置。',
  'Coming back after failures; only some requests try it.': '失败后正在恢复，只分给它一部分请求。',
  'Expected to take {0} s for this answer.': '这次回答预计需要 {0} 秒。',
  'About {0} % of its requests succeed.': '请求成功率约 {0}%。',
  'Its price is not known, so it counts as the dearest.': '价格未知，按最贵的计算。',
  'Free.': '免费。',
  'This answer is expected to cost about {0}.': '这次回答预计花费约 {0}。',

  // What went wrong with an attempt, without the full stop.
  'The key was refused': '密钥被拒绝',
  'The account has no money left for this model': '账户余额不足，无法使用该模型',
  'The quota of the day is used up': '当日额度已用完',
  'The model is taking no more requests for the moment': '模型暂时不再接受请求',
  'The service is overloaded or has a fault': '服务过载或出现故障',
  'The service could not be reached': '无法连接到服务',
  'The model did not answer in time': '模型未能及时回答',
  'The model did not begin to answer in time': '模型迟迟没有开始回答',
  'The model stopped in the middle of its answer': '模型回答到一半就停住了',
  'The answer broke off before its end': '回答没有结束就中断了',
  'The model sent an empty answer': '模型的回答是空的',
  'The service does not serve your region': '该服务不支持你所在的地区',
  'This model does not exist, or your key may not use it': '该模型不存在，或者你的密钥无权使用它',
  'The model did not accept the request': '模型没有接受请求',
  'The model does not accept the setting {0}': '该模型不支持参数 {0}',
  "The model's content filter stopped the answer": '回答被模型的内容过滤拦截',
  'The text is too long for this model': '文本太长，超出该模型的上限',
  'The request was cancelled': '请求已取消',
  'The time for this request ran out': '此请求的时间已用完',
  'The connection was refused': '连接被拒绝',
  'The connection was cut': '连接被切断',
  'The connection could not be made in time': '连接超时',
  'The secure connection to the service could not be made': '无法与服务建立安全连接',
  "The service's address was not found": '找不到服务的地址',
  "The service's address could not be looked up": '暂时无法解析服务的地址',
  'There is no network connection to the service': '没有通往该服务的网络连接',
  'There is no network connection': '没有网络连接',
  'The answer was longer than any script and was cut off.': '回答长得不像脚本，已被中止。',
  'Nothing answers at this address, or the model does not exist (HTTP 404). Many servers want /v1 at the end of the base URL.':
    '这个地址没有服务，或者模型不存在（HTTP 404）。很多服务器的接口地址（base URL）要以 /v1 结尾。',
  'Something that is not an answer came back, such as a web page. Is the base URL right?':
    '收到的不是回答，可能是一个网页。接口地址（base URL）填对了吗？',

  // What a connection check found, and what to do.
  '{0} answers and offers {1}.': '{0} 连接正常，可以使用 {1}。',
  '{0} answers. Its list does not name {1}, which may still work.':
    '{0} 连接正常。模型列表中没有 {1}，但仍有可能可用。',
  'A short test answer arrived.': '已收到一段简短的测试回答。',
  'This vendor offers no free check that proves anything for this model.': '该服务商没有可用于此模型的免费检查。',
  'Allow a paid check: it asks for one word.': '可以允许付费检查：只请求一个词。',
  'Switch it on to use it.': '开启后即可使用。',
  'Check the key, and that it belongs to this endpoint and region.': '请检查密钥，并确认它属于这个接入地址和地区。',
  'Check the key at {0}, and that it belongs to this endpoint and region.':
    '请在 {0} 检查密钥，并确认它属于这个接入地址和地区。',
  'Top up the account.': '请为账户充值。',
  'Top up the account at {0}.': '请在 {0} 为账户充值。',
  'Choose another model name in the models setting.': '请在 models 设置中换一个模型名称。',
  'Check the base URL, the network and the proxy.': '请检查接口地址（base URL）、网络和代理。',
  'Try again later.': '请稍后再试。',
  'There is no model with this id.': '没有这个名称的模型。',
  'Look at the ids in the models setting.': '请查看 models 设置中的名称。',

  // What is missing in the settings of a model.
  '"{0}" of "{1}" in the setting videogenius.models': 'videogenius.models 设置中“{1}”的“{0}”',
  '{0} has no region "{1}".': '{0} 没有“{1}”这个区域。',
  'Use one of: {0}.': '可选：{0}。',
  'Set {0}.': '请设置 {0}。',
  'Set {0}, or remove {1}.': '请设置 {0}，或删除 {1}。',
  'Name a variable in {0}.': '请在 {0}中填写环境变量的名称。',
  'Set {0}, or the environment variable {1}.': '请填写 {0}，或设置环境变量 {1}。',
  'Set {0} to the name of your deployment.': '请在 {0}中填写你的部署名称。',
  'Remove {0}.': '请删除 {0}。',
  'Correct {0}.': '请改正 {0}。',
  'No address is set for {0}.': '没有设置 {0} 的地址。',
  'No model name is set.': '没有设置模型名称。',
  'No deployment is set.': '没有设置部署名称。',
  'The header "{0}" cannot be set by hand.': '请求头“{0}”不能手动设置。',
  'Remove it from {0}; name the variable that holds the key in "apiKeyEnv".':
    '请从 {0}中删除它，并在“apiKeyEnv”中填写保存密钥的环境变量的名称。',
  'The value of the header "{0}" contains characters that cannot be sent.': '请求头“{0}”的值含有无法发送的字符。',
  'No API key is set for {0}.': '没有设置 {0} 的 API 密钥。',
  'The API key for {0} {1}.': '{0} 的 API 密钥{1}。',
  'is empty': '是空的',
  'contains a line break': '含有换行',
  'contains a space': '含有空格',
  'contains characters that no key has, such as letters with accents or quotation marks':
    '含有密钥中不会出现的字符，例如带重音的字母或引号',
  'is wrapped in quotation marks or brackets': '外面多了引号或括号',
  'Copy the key again.': '请重新复制密钥。',
  'The variable {0} is not set.': '环境变量 {0} 没有设置。',
  'You get a key at {0}.': '密钥可在 {0} 获取。',
  'The address starts with http://, so the API key would travel unprotected.':
    '地址以 http:// 开头，API 密钥会以明文传输。',
  'The address starts with http://, so the headers of your own would travel unprotected.':
    '地址以 http:// 开头，自定义的请求头会以明文传输。',
  'Use an address that starts with https:// in {0}.': '请在 {0}中填写以 https:// 开头的地址。',
  'The address is not a valid URL.': '地址不是有效的 URL。',
  'The address must start with https:// or http://.': '地址必须以 https:// 或 http:// 开头。',
  'Write a full address such as {0}.': '请填写完整的地址，例如 {0}。',
  'The address contains a user name or a password.': '地址中含有用户名或密码。',
  'Take it out of the address and name the variable that holds the key in "apiKeyEnv".':
    '请从地址中去掉，并在“apiKeyEnv”中填写保存密钥的环境变量的名称。',
  'The address contains a query ("?...").': '地址中含有查询参数（“?...”）。',
  'Remove everything from the question mark on.': '请删除问号及其后的全部内容。',
  'An address with a deployment in its path needs an api-version.': '路径中带有部署名称的地址需要 api-version。',
  'Set "apiVersion" for this model, or use the address of the resource alone.':
    '请为此模型填写“apiVersion”，或只填写资源本身的地址。',

  // The simulated fleet.
  'There is no simulated profile "{0}".': '没有名为“{0}”的模拟方案。',
  'Set "model" of "{0}" to one of: {1}.': '请把“{0}”的“model”设为以下之一：{1}。',
  'Simulated: {0}.': '模拟：{0}。',
  'no such profile': '没有这个方案',
  'answers every time': '每次都正常回答',
  'answers every time, very fast': '每次都正常回答，速度很快',
  'answers every time, slowly': '每次都正常回答，速度较慢',
  'answers word by word with long pauses': '逐词回答，中间停顿很久',
  'fails the first call and answers from then on': '第一次调用失败，之后正常回答',
  'fails every second call': '每两次调用失败一次',
  'fails every call (503)': '每次调用都失败（503）',
  'has too many requests (429, come back in 20 seconds)': '请求过多（429，20 秒后再来）',
  'has no money left (429, insufficient quota)': '余额不足（429，额度用尽）',
  'does not accept the key (401)': '不接受密钥（401）',
  'accepts the request and never answers': '接受请求，但一直不回答',
  'begins to answer and falls silent': '回答到一半就没有下文',
  'begins to answer and loses the connection': '回答到一半连接中断',
  'answers without any text': '回答中没有任何文字',
  'stops every answer with its content filter': '每次回答都被内容过滤拦截',

  // What is not perfect about a result.
  'The script has {0} of the {1} paragraphs asked for.': '脚本有 {0} 段，要求的是 {1} 段。',
  'The script takes about {0} seconds; {1} were asked for.': '脚本时长约 {0} 秒，要求的是 {1} 秒。',
  'The script does not seem to be in {0}.': '脚本使用的语言似乎不是{0}。',
  'The model reached its length limit: the script may be cut off.': '模型达到了输出长度上限，脚本可能不完整。',
  "The vendor's filter stopped the model: the script may be cut off.": '模型被服务商的内容过滤中止，脚本可能不完整。',
  'The model stopped for an unusual reason: the script may be incomplete.': '模型因特殊原因停止，脚本可能不完整。',
  'The model reached its length limit: the list may be cut off.': '模型达到了输出长度上限，关键词列表可能不完整。',
  'Only {0} of the {1} keywords asked for could be used.': '要求 {1} 个关键词，只得到 {0} 个可用的。',
  'Install an extension that brings chat models, or use a model with a key of your own.':
    '安装一个带有聊天模型的扩展，或使用有自己密钥的模型。',
  // Why a model stands where it stands.
  'Its vendor refused more at once: at most {0} at the same time for now, instead of {1}.':
    '服务商拒绝了更多并发请求：目前最多同时 {0} 个，而不是 {1} 个。',
  '{0} of its {1} places for requests at the same time are taken.': '{1} 个并发名额已占用 {0} 个。',
  'Spared for {0} s: {1} % of the tokens that its vendor allows at the moment are used up.':
    '{0} 秒内少用：服务商目前允许的 token 已用掉 {1}%。',
  'Spared for {0} s: {1} % of the requests that its vendor allows at the moment are used up.':
    '{0} 秒内少用：服务商目前允许的请求数已用掉 {1}%。',
  'Coming back after failures: it takes part in {0} % of the choices.': '失败后正在恢复：参与 {0}% 的选择。',
  'It served this document last and keeps it unless another is better by {0} points.':
    '上次由它完成这份文档，除非另一个模型高出 {0} 分，否则继续用它。',
  'It has rested: in {0} % of the choices it counts as if it were as good as the best.':
    '它休息了一段时间：在 {0}% 的选择中按与最好的模型一样好来算。',
  'The best score is asked first.': '得分最高的最先请求。',
  'Drawn by lot, with the same chance as the others.': '随机抽取，与其他模型机会相同。',
  '{0} of its {1} places are taken; the emptiest is asked first.': '{1} 个名额已占用 {0} 个；最空闲的最先请求。',
  'Would be done in about {0} s, with {1} requests before this one; of two drawn by lot the quicker is asked.':
    '预计约 {0} 秒完成，前面有 {1} 个请求；随机抽取两个，请求较快的一个。',
  'It has not had a turn yet; who has waited longest is next.': '还没有轮到过；等得最久的下一个轮到。',
  'Its last turn was {0} turns ago; who has waited longest is next.': '上次轮到是 {0} 轮之前；等得最久的下一个轮到。',
  'It gets {0} % of the turns and is owed {1} of one; who is owed most is next.':
    '它得到 {0}% 的轮次，还欠它 {1} 轮；欠得最多的下一个轮到。',
  'Weight {0}, recent success {1} %, speed {2} of 1.': '权重 {0}，近期成功率 {1}%，速度 {2}（满分 1）。',
  'Your proxy wants a user name and a password, or others than it got. Correct them in your proxy settings.':
    '你的代理需要用户名和密码，或者给出的不对。请在代理设置中更正。',
  'Your proxy refused the connection to the service. Have this address allowed there, or except it from the proxy (NO_PROXY).':
    '你的代理拒绝连接到服务。请在代理中允许这个地址，或让它不经过代理（NO_PROXY）。',
  'Set the key again to use it for this address.': '如要用于此地址，请重新设置密钥。',
  'The stored API key of {0} belongs to {1}, not to {2}.': '{0} 已保存的 API 密钥属于 {1}，不属于 {2}。',
  'VS Code offers no chat model "{0}".': 'VS Code 没有提供聊天模型“{0}”。',
  'VS Code offers no chat models here.': 'VS Code 在此没有提供聊天模型。',
};

/** Templates put spaces around values, which are mostly Latin; between Chinese characters there is none. */
export const withoutGaps = (text: string): string => text.replace(/(?<=[\p{Script=Han}）]) (?=\p{Script=Han})/gu, '');

/** Names of vendors that are known by another name to Chinese readers, or that are no proper name. */
export const vendorNamesZhCn: Readonly<Record<string, string>> = {
  'ERNIE (Baidu Qianfan)': '文心（百度千帆）',
  'Moonshot (Kimi)': '月之暗面（Kimi）',
  'OpenAI-compatible server': '兼容 OpenAI 的服务器',
  Qwen: '通义千问',
};
