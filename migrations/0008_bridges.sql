CREATE TABLE "talk" (
	"incident_id" text NOT NULL,
	"platform" text NOT NULL,
	"message" text NOT NULL,
	"author" jsonb,
	"text" text NOT NULL,
	"files" text[] NOT NULL,
	"said_at" timestamp (3) with time zone NOT NULL,
	"permalink" text,
	"stamp" bigint NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"gone" boolean DEFAULT false NOT NULL,
	"marked" boolean DEFAULT false NOT NULL,
	CONSTRAINT "talk_incident_id_platform_message_pk" PRIMARY KEY("incident_id","platform","message")
);
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "severed" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "compromised" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "origin_message" text;--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "files" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "gone" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "incidents_compromised" ON "incidents" USING btree ("number") WHERE cardinality(compromised) > 0;