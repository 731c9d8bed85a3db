import { bodyHeaders } from './body.ts';
import { createBucket, getCors, getLifecycle, getLockConfiguration, getVersioning, headBucket, listBuckets, putVersioning } from './bucket-operations.ts';
import type { Call, Reply } from './call.ts';
import { completeUpload } from './complete-upload.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { draftHeaders } from './draft.ts';
import { listObjects, listVersions } from './list-objects.ts';
import { abortUpload, createUpload, listUploadParts, uploadPart } from './multipart.ts';
import { deleteTagging, getLegalHold, getRetention, getTagging, putLegalHold, putRetention, putTagging } from './object-settings.ts';
import { getObject, overrides } from './read-object.ts';
import { copyObject, putObject } from './write-object.ts';

export type Scope = 'service' | 'bucket' | 'object';

export type Route = {
  name: string;
  method: string;
  on: Scope;
  /** The query parameter, or header, whose presence picks this operation before those without one. */
  select?: string;
  /** Further query parameters, and x-amz-* headers, it understands. All others are refused by name. */
  query?: string[];
  headers?: string[];
  /** The permission it needs; `versioned` where a version is named. None where it depends on the body. */
  action?: string;
  versioned?: string;
  run(call: Call): Reply | Promise<Reply>;
};

const listQuery = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const draft = [...draftHeaders, 'x-amz-meta-*'];
const copySource = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'].map((name) => `x-amz-copy-source-${name}`);
const read = { query: ['versionId', ...Object.keys(overrides)], headers: ['x-amz-checksum-mode'] };
const bypass = 'x-amz-bypass-governance-retention';
const version = ['versionId'];

/** Every operation there is. A selector comes before the operation it would otherwise be mistaken for. */
export const routes: Route[] = [
  { name: 'ListBuckets', method: 'GET', on: 'service', action: 's3:ListAllMyBuckets', run: listBuckets },
  {
    name: 'CreateBucket',
    method: 'PUT',
    on: 'bucket',
    headers: [...bodyHeaders, 'x-amz-bucket-object-lock-enabled'],
    action: 's3:CreateBucket',
    run: createBucket,
  },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket', action: 's3:ListBucket', run: headBucket },
  {
    name: 'ListObjectsV2',
    method: 'GET',
    on: 'bucket',
    select: 'list-type',
    query: [...listQuery, 'continuation-token', 'start-after'],
    action: 's3:ListBucket',
    run: listObjects,
  },
  {
    name: 'ListObjectVersions',
    method: 'GET',
    on: 'bucket',
    select: 'versions',
    query: [...listQuery, 'key-marker', 'version-id-marker'],
    action: 's3:ListBucketVersions',
    run: listVersions,
  },
  { name: 'GetBucketVersioning', method: 'GET', on: 'bucket', select: 'versioning', action: 's3:GetBucketVersioning', run: getVersioning },
  {
    name: 'PutBucketVersioning',
    method: 'PUT',
    on: 'bucket',
    select: 'versioning',
    headers: bodyHeaders,
    action: 's3:PutBucketVersioning',
    run: putVersioning,
  },
  {
    name: 'GetObjectLockConfiguration',
    method: 'GET',
    on: 'bucket',
    select: 'object-lock',
    action: 's3:GetBucketObjectLockConfiguration',
    run: getLockConfiguration,
  },
  { name: 'GetBucketCors', method: 'GET', on: 'bucket', select: 'cors', action: 's3:GetBucketCORS', run: getCors },
  { name: 'GetBucketLifecycleConfiguration', method: 'GET', on: 'bucket', select: 'lifecycle', action: 's3:GetLifecycleConfiguration', run: getLifecycle },
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', select: 'delete', headers: [...bodyHeaders, bypass], run: deleteObjects },

  { name: 'GetObject', method: 'GET', on: 'object', ...read, action: 's3:GetObject', versioned: 's3:GetObjectVersion', run: getObject },
  { name: 'HeadObject', method: 'HEAD', on: 'object', ...read, action: 's3:GetObject', versioned: 's3:GetObjectVersion', run: getObject },
  { name: 'PutObject', method: 'PUT', on: 'object', headers: [...bodyHeaders, ...draft], action: 's3:PutObject', run: putObject },
  {
    name: 'CopyObject',
    method: 'PUT',
    on: 'object',
    select: 'x-amz-copy-source',
    headers: [...draft, ...copySource, 'x-amz-metadata-directive', 'x-amz-tagging-directive', 'x-amz-checksum-algorithm'],
    action: 's3:PutObject',
    run: copyObject,
  },
  {
    name: 'DeleteObject',
    method: 'DELETE',
    on: 'object',
    query: version,
    headers: [bypass],
    action: 's3:DeleteObject',
    versioned: 's3:DeleteObjectVersion',
    run: deleteObject,
  },
  { name: 'GetObjectRetention', method: 'GET', on: 'object', select: 'retention', query: version, action: 's3:GetObjectRetention', run: getRetention },
  {
    name: 'PutObjectRetention',
    method: 'PUT',
    on: 'object',
    select: 'retention',
    query: version,
    headers: [...bodyHeaders, bypass],
    action: 's3:PutObjectRetention',
    run: putRetention,
  },
  { name: 'GetObjectLegalHold', method: 'GET', on: 'object', select: 'legal-hold', query: version, action: 's3:GetObjectLegalHold', run: getLegalHold },
  {
    name: 'PutObjectLegalHold',
    method: 'PUT',
    on: 'object',
    select: 'legal-hold',
    query: version,
    headers: bodyHeaders,
    action: 's3:PutObjectLegalHold',
    run: putLegalHold,
  },
  {
    name: 'GetObjectTagging',
    method: 'GET',
    on: 'object',
    select: 'tagging',
    query: version,
    action: 's3:GetObjectTagging',
    versioned: 's3:GetObjectVersionTagging',
    run: getTagging,
  },
  {
    name: 'PutObjectTagging',
    method: 'PUT',
    on: 'object',
    select: 'tagging',
    query: version,
    headers: bodyHeaders,
    action: 's3:PutObjectTagging',
    versioned: 's3:PutObjectVersionTagging',
    run: putTagging,
  },
  {
    name: 'DeleteObjectTagging',
    method: 'DELETE',
    on: 'object',
    select: 'tagging',
    query: version,
    action: 's3:DeleteObjectTagging',
    versioned: 's3:DeleteObjectVersionTagging',
    run: deleteTagging,
  },

  {
    name: 'CreateMultipartUpload',
    method: 'POST',
    on: 'object',
    select: 'uploads',
    headers: [...draft, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
    action: 's3:PutObject',
    run: createUpload,
  },
  { name: 'UploadPart', method: 'PUT', on: 'object', select: 'uploadId', query: ['partNumber'], headers: bodyHeaders, action: 's3:PutObject', run: uploadPart },
  {
    name: 'ListParts',
    method: 'GET',
    on: 'object',
    select: 'uploadId',
    query: ['max-parts', 'part-number-marker'],
    action: 's3:ListMultipartUploadParts',
    run: listUploadParts,
  },
  {
    name: 'CompleteMultipartUpload',
    method: 'POST',
    on: 'object',
    select: 'uploadId',
    headers: [...bodyHeaders, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
    action: 's3:PutObject',
    run: completeUpload,
  },
  { name: 'AbortMultipartUpload', method: 'DELETE', on: 'object', select: 'uploadId', action: 's3:AbortMultipartUpload', run: abortUpload },
];
