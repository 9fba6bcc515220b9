ALTER TABLE "room_messages" ADD COLUMN "edited" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "talk" ADD COLUMN "edited" boolean DEFAULT false NOT NULL;