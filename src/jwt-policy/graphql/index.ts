export { graphql } from './graphql.js';
export { RefusedGraphqlException, type RefusedExtensions } from './refused-graphql.exception.js';
