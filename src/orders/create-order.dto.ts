import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** What a caller sends to place an order. */
export class CreateOrderDto {
  /** What is ordered: 1 to 200 characters, at least one of them not blank. */
  @MaxLength(200)
  @Matches(/\S/, { message: 'item should not be empty' })
  @IsString()
  item!: string;

  /** How many: a whole number from 1 to 1,000. */
  @Max(1000)
  @Min(1)
  @IsInt()
  quantity!: number;
}
