import type { ScriptedModel, ScriptedRequest } from '@genai-devbench/schema'
import { comment } from '../../scripted/variation.ts'
import { type Attribute, routerCode } from './scripted-router.ts'

/** What a model that does as BAeS asks makes of each curated prompt: BAeS has no notion of any task but business entities. */
const TASKS: Record<string, Task> = {
  'HELLO WORLD API': { entity: 'greeting', attributes: ['message:str'] },
  STUDENTS: { entity: 'student', attributes: ['name:str', 'email:str', 'age:int'] },
  COURSES: {
    entity: 'course',
    attributes: ['code:str', 'title:str', 'credits:int', 'description:str'],
  },
  TEACHERS: { entity: 'teacher', attributes: ['name:str', 'email:str', 'department:str'] },
  AUTHENTICATION: { entity: 'user', attributes: ['username:str', 'password:str'] },
  RELATIONSHIPS: { entity: 'course', attributes: [], relatedTo: 'teacher' },
  TESTING: { entity: 'test', attributes: ['name:str'] },
}
const UNKNOWN_TASK: Task = { entity: 'item', attributes: ['name:str'] }

interface Task {
  entity: string
  /** `name:type` */
  attributes: readonly string[]
  /** The entity that this one gets a reference to. */
  relatedTo?: string
}

/** Recognises the entity, reads its attributes and writes its router, each in the form that BAeS asks for. */
export const scripted: ScriptedModel = (request) => {
  const said = request.messages.map(({ text }) => text).join('\n')
  const reply = REPLIES.find(([sign]) => said.includes(sign))?.[1]
  return { text: reply?.(request, said) ?? comment(request.random) }
}

type Reply = (request: ScriptedRequest, said: string) => string

/** By what tells BAeS's requests from each other. */
const REPLIES: readonly (readonly [sign: string, reply: Reply])[] = [
  ['Entity Recognition specialist', ({ prompt, random }) => recognition(taskOf(prompt), comment(random))],
  ['RELATIONSHIP DETECTION RULES', ({ prompt, random }) => interpretation(taskOf(prompt), comment(random))],
  ['Business Request Interpreter', ({ prompt }) => genericInterpretation(taskOf(prompt))],
  ['Generate FastAPI router code', router],
  ['what database setup changes should be made', ({ random }) => databaseChanges(comment(random))],
  ['code quality validation', ({ random }) => approval(comment(random))],
  ['Parse this validation response', ({ random }) => approval(comment(random))],
]

const taskOf = (prompt: string): Task =>
  TASKS[/^TASK: (.+)$/m.exec(prompt)?.[1]?.trim() ?? ''] ?? UNKNOWN_TASK

const recognition = ({ entity, relatedTo }: Task, reasoning: string): string =>
  JSON.stringify({
    detected_entity: entity,
    confidence: 0.95,
    reasoning,
    language_detected: 'en',
    action_intent: relatedTo === undefined ? 'create' : 'relationship',
    relationship_analysis: {
      is_relationship_request: relatedTo !== undefined,
      entities_mentioned: [entity, ...(relatedTo === undefined ? [] : [relatedTo])],
      primary_entity: entity,
      secondary_entity: relatedTo ?? null,
      relationship_direction: relatedTo === undefined ? null : `${relatedTo}_id added to ${entity}`,
    },
  })

/** What the agents of student, course and teacher ask. */
const interpretation = ({ entity, attributes, relatedTo }: Task, reasoning: string): string =>
  JSON.stringify({
    entity: capitalised(entity),
    attributes: attributes.map(attributeOf),
    new_attributes: [],
    removed_attributes: [],
    modified_attributes: [],
    business_vocabulary: [entity],
    requested_operations: ['create', 'read', 'update', 'delete'],
    confidence: 0.95,
    reasoning,
    ...(relatedTo === undefined
      ? { operation_type: 'create', is_evolution: false, entity_exists: false, is_relationship: false }
      : {
          operation_type: 'relationship',
          is_evolution: true,
          entity_exists: true,
          is_relationship: true,
          target_entity: capitalised(entity),
          related_entity: capitalised(relatedTo),
          relationship_type: 'foreign_key',
          relationship_description: `a ${entity} has a ${relatedTo}`,
          entities_mentioned: [capitalised(entity), capitalised(relatedTo)],
        }),
  })

/** What the agent of any other entity asks. */
const genericInterpretation = ({ entity, attributes }: Task): string =>
  JSON.stringify({
    intent: 'create_entity',
    entity_focus: capitalised(entity),
    requested_operations: ['create', 'read', 'update', 'delete'],
    attributes_mentioned: attributes,
    business_vocabulary: [entity],
    swea_coordination_needed: { programmer: true, frontend: true, database: true },
    complexity_level: 'simple',
  })

function router({ random, isDefective }: ScriptedRequest, said: string): string {
  if (isDefective) return `${comment(random)} I would first like to discuss the design.`
  const [, entity = 'Item', list = ''] =
    /Generate FastAPI router code for the (\w+) entity([^]*?)\nContext:/.exec(said) ?? []
  const attributes = [...list.matchAll(/'name': '(\w+)', 'type': '(\w+)'/g)].map(
    ([, name = '', type = '']): Attribute => ({ name, type }),
  )
  return routerCode(entity, attributes, comment(random))
}

const databaseChanges = (explanation: string): string =>
  JSON.stringify({
    attributes: [],
    additional_requirements: [],
    constraints: [],
    modifications: [],
    explanation,
  })

const approval = (details: string): string =>
  JSON.stringify({
    is_valid: true,
    quality_score: 0.95,
    issues: [],
    suggestions: [],
    fix_instructions: [],
    categorized_feedback: [],
    details,
  })

function attributeOf(text: string): Attribute {
  const [name = '', type = ''] = text.split(':')
  return { name, type }
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
