/// <reference path="../../.cache/pocketbase-types.d.ts" />
