import type * as z from 'zod';
import type { PartnerKind } from './access.ts';
import type { OperationDefinition } from './define-operation.ts';
import type { Label } from './label.ts';

/**
 * Where an endpoint takes its rows from: the index of its resource that is partitioned by the partner's member record, or by the
 * record in the path; `open` is the index of what is not ended yet, for those who name no state.
 */
export type EndpointList = {
  readonly index: string;
  readonly by: 'partner' | { readonly parent: string; readonly field: string };
  readonly open?: string;
};

export type EndpointDefinition = {
  /** `loan.decide`: the resource it is about and a verb. */
  readonly name: `${string}.${string}`;
  readonly label: Label;
  readonly method: 'GET' | 'POST';
  /** Letters, digits and `. _ ~ - /` only, as the signatures' profile asks; `{id}` is the record it is about. */
  readonly path: `/partner/v1/${string}`;
  /** Kinds of partner that may ask. Which rows they reach is said by the rules of the resources. */
  readonly kinds: readonly PartnerKind[];
  /** The body of a POST, the query of a GET. */
  readonly input?: Readonly<Record<string, z.ZodType>>;
  /** The fields that an answer shows, and no others; fields of the resource, or of what the operation answers. */
  readonly answer: readonly string[];
  /** Whose fields those are where they are not of the resource of the name, and whether the operation answers several. */
  readonly shows?: { readonly resource: string; readonly isMany?: boolean };
  /** The status of a success; 200 unless told. */
  readonly status?: 201;
  /** Rows instead of one record. */
  readonly list?: EndpointList;
  /** The record that its own record belongs to, by a field: the partner must see that one as well. */
  readonly within?: { readonly resource: string; readonly field: string };
  /** The operation of the office that it performs in the partner's name; without one it shows a record. */
  readonly operation?: string;
  /** What it reads and writes besides what its operation does; bounds what the door's function may touch. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly uses?: OperationDefinition['uses'];
  /** Key states that may sign besides those in use: a key proves itself before it is approved. */
  readonly isKeyProof?: boolean;
  readonly source: readonly string[];
};

/**
 * Describes what partners may ask at the signed door. Its route, its part of the OpenAPI document and the reach of the door's
 * function are derived.
 *
 * @example
 * export const decideLoan = defineEndpoint({
 *   name: 'loan.decide', label: label('审批', 'Decide'), method: 'POST', path: '/partner/v1/loans/{id}/decision', kinds: ['bank'],
 *   input: decide.input, answer: ['id', 'status', 'approvedAmount'], operation: 'loan.decide', source: ['G4'],
 * })
 */
export const defineEndpoint = <const D extends EndpointDefinition>(definition: D): D => definition;
