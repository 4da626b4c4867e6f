import { openAiEmbeddings } from '../../../src/apis/openai-embeddings.ts'
import { openAiImages } from '../../../src/apis/openai-images.ts'
import { type WireCase, collect, named, plain, settle, streamed } from './case.ts'

const facts = {
  model: null,
  finishReasons: [],
  usage: { input: 50, output: 4160, cached: null, cacheWrite: 0, reasoning: null },
  isUsageSoFar: false,
  usageProblem: null,
  error: null,
}
const embedding = (of: string | number[]) => ({
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: of }],
  model: 'text-embedding-3-small',
  usage: { prompt_tokens: 5, total_tokens: 5 },
})
const embeddings = {
  api: openAiEmbeddings,
  path: '/embeddings',
  facts: {
    ...facts,
    model: 'text-embedding-3-small',
    usage: { input: 5, output: 0, cached: 0, cacheWrite: 0, reasoning: 0 },
  },
}
const VECTOR = Buffer.from(new Float32Array([0.5, -0.25, 1]).buffer).toString('base64')

const images = { api: openAiImages, path: '/images/generations' }
const draw = { model: 'gpt-image-1', prompt: 'a cat' }
const USAGE = {
  total_tokens: 4210,
  input_tokens: 50,
  output_tokens: 4160,
  input_tokens_details: { text_tokens: 10, image_tokens: 40 },
}
const look = { background: 'opaque', output_format: 'png', quality: 'high', size: '1024x1024' }
const PNG = 'iVBORw0KGgo'.repeat(1000)
const partial = (partial_image_index: number) =>
  named({
    type: 'image_generation.partial_image',
    b64_json: PNG,
    created_at: 1,
    ...look,
    partial_image_index,
  })

export const OTHER_CASES: WireCase[] = [
  {
    ...embeddings,
    title: 'embeddings in base64',
    answer: plain(embedding(VECTOR)),
    ask: ({ openai }) => settle(() => openai.embeddings.create({ model: 'm', input: 'hello' })),
  },
  {
    ...embeddings,
    title: 'embeddings as numbers',
    answer: plain(embedding([0.5, -0.25, 1])),
    ask: ({ openai }) =>
      settle(() => openai.embeddings.create({ model: 'm', input: 'hello', encoding_format: 'float' })),
  },
  {
    ...images,
    title: 'an image with its usage',
    answer: plain({ created: 1, ...look, data: [{ b64_json: PNG }], usage: USAGE }),
    ask: ({ openai }) => settle(() => openai.images.generate(draw)),
    facts,
  },
  {
    ...images,
    title: 'an image of a model that counts no tokens',
    answer: plain({ created: 1, data: [{ url: 'https://images.example/1.png', revised_prompt: 'A cat.' }] }),
    ask: ({ openai }) => settle(() => openai.images.generate({ ...draw, model: 'dall-e-3' })),
    facts: { ...facts, usage: null },
  },
  {
    ...images,
    title: 'a streamed image, which comes in parts',
    answer: streamed([
      partial(0),
      partial(1),
      named({
        type: 'image_generation.completed',
        b64_json: PNG,
        created_at: 1,
        ...look,
        usage: USAGE,
      }),
    ]),
    ask: ({ openai }) => collect(openai.images.generate({ ...draw, stream: true, partial_images: 2 })),
    facts: { ...facts, finishReasons: ['completed'] },
  },
]
