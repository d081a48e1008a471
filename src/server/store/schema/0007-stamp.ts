import type { Migration } from '../database.ts';

/**
 * What a delivery puts above a mail for one recipient (Return-Path, Delivered-To, Received) lies beside the message, so
 * that a mail to several people is one content. What clients read is the stamp and then the content.
 */
export const stamp: Migration = {
  version: 7,
  sql: `ALTER TABLE message ADD COLUMN stamp BLOB NOT NULL DEFAULT x''`,
};
