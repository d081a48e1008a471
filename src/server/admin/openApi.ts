import type { Route } from './route.ts';
import type { JsonSchema } from './shape.ts';

/** The OpenAPI 3.1 document of the routes: what is served is what is checked. */
export function openApi(routes: readonly Route[], version: string): JsonSchema {
  const paths: { [path: string]: { [method: string]: JsonSchema } } = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mailroom', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'mailroom_session' },
      },
      schemas: { Error: errorSchema },
    },
  };
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'data'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, data: { type: 'object' } },
    },
  },
};

function operation(route: Route): JsonSchema {
  const type = { json: 'application/json', events: 'text/event-stream', file: 'application/octet-stream' }[route.gives];
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.id.split('.')[0]],
    ...(route.needs === 'anyone' ? { security: [] } : { 'x-role': route.needs }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasFields(route.body)
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
      : {}),
    responses: {
      200: { description: 'done', content: { [type]: { schema: route.result } } },
      default: {
        description: 'an error, by its code',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parametersOf(schema: JsonSchema, place: 'path' | 'query'): JsonSchema[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return propertiesOf(schema).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: one,
  }));
}

function hasFields(schema: JsonSchema): boolean {
  return propertiesOf(schema).length > 0;
}

function propertiesOf({ properties }: JsonSchema): [string, unknown][] {
  return typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
}
