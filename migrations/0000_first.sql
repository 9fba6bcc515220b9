CREATE SEQUENCE "public"."incident_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"position" bigserial NOT NULL,
	"source" text NOT NULL,
	"delivery_key" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"body" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"verified_by" text NOT NULL,
	"drill" text,
	"findings" jsonb NOT NULL,
	"incident_number" integer,
	"triaged_at" timestamp (3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"event_id" text NOT NULL,
	"incident_id" text NOT NULL,
	"seq" integer NOT NULL,
	"reaction" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"enqueued_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "events" (
	"incident_id" text NOT NULL,
	"seq" integer NOT NULL,
	"id" text NOT NULL,
	"type" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"body" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "events_incident_id_seq_pk" PRIMARY KEY("incident_id","seq"),
	CONSTRAINT "events_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"dedup_key" text NOT NULL,
	"drill" text DEFAULT '' NOT NULL,
	"type" text NOT NULL,
	"title" text NOT NULL,
	"severity" text NOT NULL,
	"status" text NOT NULL,
	"entities" jsonb NOT NULL,
	"techniques" text[] NOT NULL,
	"link" text,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	"disposition" text NOT NULL,
	"why" text NOT NULL,
	"incident_id" text,
	"incident_number" integer
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"version" integer NOT NULL,
	"head_hash" text NOT NULL,
	"codename" text NOT NULL,
	"title" text NOT NULL,
	"severity" integer NOT NULL,
	"phase" text NOT NULL,
	"status" text NOT NULL,
	"mode" text NOT NULL,
	"visibility" text NOT NULL,
	"incident_type" text NOT NULL,
	"commander" text,
	"members" text[] NOT NULL,
	"approvals_waiting" integer NOT NULL,
	"next_clock_at" timestamp (3) with time zone,
	"declared_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"next_wake_at" timestamp (3) with time zone,
	CONSTRAINT "incidents_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "ledger_steps" (
	"incident_id" text NOT NULL,
	"action_id" text NOT NULL,
	"job_key" text NOT NULL,
	"stage" text NOT NULL,
	"step" text NOT NULL,
	"token" bigint NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"detail" text,
	"request_id" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_steps_incident_id_action_id_job_key_stage_step_pk" PRIMARY KEY("incident_id","action_id","job_key","stage","step")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "postmortems" (
	"incident_id" text NOT NULL,
	"chain_head" text NOT NULL,
	"sha256" text NOT NULL,
	"markdown" text NOT NULL,
	"html" text NOT NULL,
	"svg" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "postmortems_incident_id_sha256_pk" PRIMARY KEY("incident_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "prior_states" (
	"job_key" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"action_id" text NOT NULL,
	"prior" jsonb NOT NULL,
	"kept_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "resource_holds" (
	"resource" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_announcements" (
	"incident_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"card" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_cards" (
	"incident_id" text NOT NULL,
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"card" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "room_cards_incident_id_key_pk" PRIMARY KEY("incident_id","key")
);
--> statement-breakpoint
CREATE TABLE "room_conversations" (
	"incident_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"topic" text NOT NULL,
	"members" text[] NOT NULL,
	"archived" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"position" bigserial NOT NULL,
	"author" jsonb,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"recipient" text,
	"card" jsonb
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "tokens_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_delivery" ON "alerts" USING btree ("source","delivery_key");--> statement-breakpoint
CREATE INDEX "alerts_untriaged" ON "alerts" USING btree ("position") WHERE triaged_at is null;--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("created_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "deliveries_dead" ON "deliveries" USING btree ("created_at") WHERE state = 'dead';--> statement-breakpoint
CREATE UNIQUE INDEX "findings_dedup" ON "findings" USING btree ("source","dedup_key","drill");--> statement-breakpoint
CREATE INDEX "findings_seen" ON "findings" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "findings_incident" ON "findings" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "findings_entities" ON "findings" USING gin (entities jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "incidents_wake" ON "incidents" USING btree ("next_wake_at") WHERE next_wake_at is not null;--> statement-breakpoint
CREATE INDEX "incidents_declared" ON "incidents" USING btree ("declared_at");--> statement-breakpoint
CREATE INDEX "room_messages_incident" ON "room_messages" USING btree ("incident_id","position");